/**
 * Stands in a value for something that is known by a name, such as the result of another task: it counts as that
 * name. Numbers and texts are different names.
 */
export class Named {
  readonly name: string | number;

  constructor(name: string | number) {
    this.name = name;
  }
}
