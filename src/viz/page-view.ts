/** The part of the page's script that moves the view: wheel, drag, pinch, keys and buttons. */
export const PAGE_VIEW = `
const [left, top, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
const whole = { x: left, y: top, width, height };
// what is in the upper left corner, and how large one unit of the picture is
const view = { x: 0, y: 0, scale: 1 };

function look() {
  const { width, height } = roomOf();
  svg.setAttribute('viewBox', [view.x, view.y, width / view.scale, height / view.scale].join(' '));
}
function roomOf() {
  return { width: svg.clientWidth || 800, height: svg.clientHeight || 600 };
}
// shows all, never much larger than life
function fit() {
  const { width, height } = roomOf();
  view.scale = Math.min(1.7, (width - 24) / whole.width, (height - 24) / whole.height);
  view.x = whole.x + (whole.width - width / view.scale) / 2;
  view.y = whole.y + (whole.height - height / view.scale) / 2;
  look();
}
// at first all where that can be read, else where the graph begins
function begin() {
  fit();
  if (view.scale > 0.45 || elements.length === 0) return;
  zoom(0.9 / view.scale, middle());
  center(0);
  const { height } = roomOf();
  view.y = Math.max(whole.y - 12, Math.min(view.y, whole.y + whole.height - height / view.scale + 12));
  look();
}
function zoom(factor, at) {
  const { left, top } = svg.getBoundingClientRect();
  const scale = Math.max(0.01, Math.min(12, view.scale * factor));
  const x = at.x - left, y = at.y - top;
  view.x += x / view.scale - x / scale;
  view.y += y / view.scale - y / scale;
  view.scale = scale;
  look();
}
function move(x, y) {
  view.x -= x / view.scale;
  view.y -= y / view.scale;
  look();
}
function middle() {
  const { left, top, width, height } = svg.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
function center(place) {
  const element = elements.find((one) => placeOf(one) === place);
  const { left, top, width, height } = svg.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const beside = panel.hidden || width < 700 ? 0 : panel.offsetWidth + 24;
  const below = panel.hidden || width >= 700 ? 0 : panel.offsetHeight;
  move(left + (width - beside) / 2 - (box.left + box.width / 2), top + (height - below) / 2 - (box.top + box.height / 2));
}
function showNode(place) {
  if (view.scale < 0.6) zoom(0.9 / view.scale, middle());
  center(place);
}

svg.addEventListener('wheel', (event) => {
  event.preventDefault();
  const step = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 4 : 1);
  zoom(Math.exp(-Math.max(-120, Math.min(120, step)) * 0.0025), { x: event.clientX, y: event.clientY });
}, { passive: false });

// one pointer drags, two pinch
const pointers = new Map();
let moved = 0;
const pinch = () => {
  const [a, b] = [...pointers.values()];
  return b ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, size: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) } : { ...a, size: 1 };
};
svg.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return;
  if (pointers.size === 0) moved = 0;
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
});
window.addEventListener('pointermove', (event) => {
  if (!pointers.has(event.pointerId)) return;
  const before = pinch();
  pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  const now = pinch();
  moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y) + Math.abs(now.size - before.size);
  if (moved <= 4) return;
  move(now.x - before.x, now.y - before.y);
  if (now.size !== before.size) zoom(now.size / before.size, now);
});
for (const end of ['pointerup', 'pointercancel']) {
  window.addEventListener(end, (event) => { pointers.delete(event.pointerId); });
}
window.addEventListener('resize', look);

const keys = {
  '+': () => zoom(1.25, middle()), '=': () => zoom(1.25, middle()), '-': () => zoom(0.8, middle()), '0': () => fit(),
  ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0), ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
  '/': () => search.focus(),
};
window.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') return leave();
  const elsewhere = event.target === search || (panel.contains(event.target) && event.key.startsWith('Arrow'));
  const act = elsewhere ? undefined : keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
});
document.getElementById('in').addEventListener('click', () => zoom(1.25, middle()));
document.getElementById('out').addEventListener('click', () => zoom(0.8, middle()));
document.getElementById('fit').addEventListener('click', () => fit());
`;
