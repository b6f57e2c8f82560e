/**
 * The script of an HTML picture: wheel and drag move the view, the search box marks nodes, a click tells more.
 * Everything users wrote comes from the JSON in the page and goes out as text, never as HTML.
 */
export const SCRIPT = `
const nodes = JSON.parse(document.getElementById('nodes').textContent);
const svg = document.querySelector('svg');
const search = document.getElementById('search');
const found = document.getElementById('found');
const panel = document.getElementById('panel');
const elements = [...svg.querySelectorAll('.node')];
const placeOf = (element) => Number(element.id.slice(1));
const whole = svg.viewBox.baseVal;
const view = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
const all = { ...view };
let matches = [];
let shown = -1;

function look() {
  svg.setAttribute('viewBox', [view.x, view.y, view.width, view.height].join(' '));
}
function fit(least) {
  // never much larger than life, and at first never too small to read
  const room = { width: svg.clientWidth || 800, height: svg.clientHeight || 600 };
  const scale = Math.max(least, Math.min(1.7, room.width / all.width, room.height / all.height));
  view.width = room.width / scale;
  view.height = room.height / scale;
  view.x = all.x - Math.max(0, view.width - all.width) / 2;
  view.y = all.y - Math.max(0, view.height - all.height) / 2;
  look();
}
function pointOf(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}
svg.addEventListener('wheel', (event) => {
  event.preventDefault();
  const at = pointOf(event);
  const factor = Math.exp(Math.max(-100, Math.min(100, event.deltaY)) * 0.0025);
  view.x = at.x - (at.x - view.x) * factor;
  view.y = at.y - (at.y - view.y) * factor;
  view.width *= factor;
  view.height *= factor;
  look();
}, { passive: false });

let grabbed;
let moved = 0;
svg.addEventListener('pointerdown', (event) => {
  grabbed = pointOf(event);
  moved = 0;
});
window.addEventListener('pointermove', (event) => {
  if (!grabbed || event.buttons === 0) return;
  moved += Math.abs(event.movementX) + Math.abs(event.movementY);
  const at = pointOf(event);
  view.x -= at.x - grabbed.x;
  view.y -= at.y - grabbed.y;
  look();
});
window.addEventListener('pointerup', () => { grabbed = undefined; });
svg.addEventListener('click', (event) => {
  if (moved > 4) return;
  const element = event.target.closest('.node');
  select(element ? placeOf(element) : -1);
});
document.getElementById('fit').addEventListener('click', () => fit(0));

function select(place) {
  const chosen = place < 0 ? place : nodes[place].copyOf ?? place;
  const same = (other) => other === chosen || nodes[other].copyOf === chosen;
  for (const element of elements) element.classList.toggle('chosen', chosen >= 0 && same(placeOf(element)));
  for (const edge of svg.querySelectorAll('.edge')) {
    const [from, to] = edge.id.split('-').map((id) => Number(id.slice(1)));
    edge.classList.toggle('into', chosen >= 0 && same(to));
    edge.classList.toggle('out', chosen >= 0 && same(from));
  }
  panel.hidden = chosen < 0;
  if (chosen >= 0) tell(nodes[chosen]);
}
function tell(node) {
  panel.replaceChildren();
  for (const [title, value] of node.facts) add('dt', title).after(add('dd', value));
  add('dt', node.inputs.length === 0 ? 'No inputs' : 'Inputs');
  for (const input of node.inputs) {
    const button = document.createElement('button');
    button.textContent = nodes[input].title;
    button.onclick = () => { select(input); center(input); };
    add('dd', '').append(button);
  }
}
function add(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  panel.append(element);
  return element;
}
function center(place) {
  const box = document.getElementById('n' + place).getBBox();
  const matrix = svg.querySelector('.graph').transform.baseVal.consolidate().matrix;
  const at = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2).matrixTransform(matrix);
  view.x = at.x - view.width / 2;
  view.y = at.y - view.height / 2;
  look();
}
search.addEventListener('input', () => {
  const wanted = search.value.trim().toLowerCase();
  matches = wanted === '' ? [] : elements.filter((element) => nodes[placeOf(element)].text.includes(wanted));
  shown = -1;
  svg.classList.toggle('searching', wanted !== '');
  for (const element of elements) element.classList.toggle('match', matches.includes(element));
  found.textContent = wanted === '' ? '' : matches.length + ' found';
});
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || matches.length === 0) return;
  shown = (shown + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
  select(placeOf(matches[shown]));
  center(placeOf(matches[shown]));
});
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') select(-1);
});
fit(0.8);
`;
