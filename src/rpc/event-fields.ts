/** What an attribute of an event may be: DALiuGE sends texts and small numbers. */
export type EventValue = string | number | boolean | null;

/** The class of DALiuGE's events, as pickles name it. */
export const EVENT_MODULE = 'dlg.event';
export const EVENT_CLASS = 'Event';

/** Attributes in the order in which DALiuGE sets them; further ones come after. */
export const FIELD_ORDER = [
  'type',
  'status',
  'execStatus',
  'oid',
  'uid',
  'session_id',
  'name',
  'lg_key',
] as const;

/** A public attribute of Python, and none that objects have here. */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z]\w{0,63}$/.test(name) && !(name in Object.prototype);
}
