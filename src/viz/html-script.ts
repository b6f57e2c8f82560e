import { PAGE_DETAILS } from './page-details.js';
import { PAGE_VIEW } from './page-view.js';

/**
 * The script of an HTML picture. Everything users wrote comes from the JSON in the page and goes out as text,
 * never as HTML.
 */
export const SCRIPT: string = `'use strict';
{
const data = JSON.parse(document.getElementById('data').textContent);
const svg = document.querySelector('svg');
const panel = document.getElementById('panel');
const elements = [...svg.querySelectorAll('.node')];
const placeOf = (element) => Number(element.dataset.node);
${PAGE_VIEW}
${PAGE_DETAILS}
begin();
}
`;
