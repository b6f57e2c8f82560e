/** The part of the page's script that tells of nodes and tasks, looks into groups, and searches. */
export const PAGE_DETAILS = `
const search = document.getElementById('search');
const found = document.getElementById('found');
let chosen = -1;

for (const element of elements) {
  element.setAttribute('tabindex', '0');
  element.setAttribute('role', 'button');
  const node = nodeAt(placeOf(element));
  element.setAttribute('aria-label', [node.title, ...node.facts.map(([title, value]) => title + ' ' + value)].join(', '));
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    select(placeOf(element), -1, true);
  });
  element.addEventListener('focus', () => {
    if (element.matches(':focus-visible') && isOutside(element)) center(placeOf(element));
  });
}
function nodeAt(place) {
  const node = data.nodes[place];
  return node.copyOf === undefined ? node : data.nodes[node.copyOf];
}
function isOutside(element) {
  const box = element.getBoundingClientRect(), room = svg.getBoundingClientRect();
  return box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom;
}
svg.addEventListener('click', (event) => {
  if (moved > 4) return;
  const element = event.target.closest('.node');
  if (element) select(placeOf(element), -1, false);
  else select(-1, -1, false);
});

// marks a node and tells of it, or of one of its tasks
function select(place, task, focus) {
  chosen = place < 0 ? -1 : data.nodes[place].copyOf ?? place;
  const same = (other) => chosen >= 0 && (other === chosen || data.nodes[other].copyOf === chosen);
  for (const element of elements) element.classList.toggle('chosen', same(placeOf(element)));
  for (const edge of svg.querySelectorAll('.edge')) {
    edge.classList.toggle('into', same(Number(edge.dataset.to)));
    edge.classList.toggle('out', same(Number(edge.dataset.from)) && !same(Number(edge.dataset.to)));
  }
  panel.hidden = chosen < 0;
  if (chosen < 0) return;
  const node = data.nodes[chosen];
  panel.replaceChildren();
  panel.scrollTop = 0;
  const close = add(panel, 'button', '×');
  close.id = 'close';
  close.type = 'button';
  close.setAttribute('aria-label', 'Close');
  close.onclick = leave;
  const single = node.tasks.length === 1 && node.more === 0;
  if (task >= 0 || single) tellTask(data.tasks[task >= 0 ? task : node.tasks[0]], single ? -1 : chosen);
  else tellGroup(node);
  if (focus) panel.querySelector('h2').focus();
}
function leave() {
  const element = elements.find((one) => placeOf(one) === chosen);
  const inside = panel.contains(document.activeElement);
  select(-1, -1, false);
  if (inside && element) element.focus();
  if (document.activeElement === search) { search.value = ''; findTexts(); }
}
function tellTask(task, group) {
  if (group >= 0) button(panel, '← ' + data.nodes[group].title, '', () => select(group, -1, true)).className = 'back';
  heading(task.key);
  if (task.error !== undefined) add(panel, 'pre', task.error);
  tellFacts(task.facts);
  add(panel, 'h3', task.inputs.length === 0 ? 'No inputs' : 'Inputs');
  const list = add(panel, 'ul', '');
  for (const [key, at, place] of task.inputs) {
    const note = at < 0 ? 'in ' + data.nodes[place].title : data.tasks[at].note;
    button(add(list, 'li', ''), key, note, () => { select(place, at, true); showNode(place); });
  }
  if (task.moreInputs > 0) add(panel, 'p', 'and ' + count(task.moreInputs) + ' more');
}
function tellGroup(node) {
  heading(node.title);
  tellFacts(node.facts);
  add(panel, 'h3', node.inputs.length === 0 ? 'No inputs' : 'Inputs from');
  const inputs = add(panel, 'ul', '');
  for (const place of node.inputs) {
    button(add(inputs, 'li', ''), data.nodes[place].title, '', () => { select(place, -1, true); showNode(place); });
  }
  add(panel, 'h3', 'Members');
  const members = add(panel, 'ul', '');
  const at = chosen;
  for (const place of node.tasks) {
    const { key, note } = data.tasks[place];
    button(add(members, 'li', ''), key, note, () => select(at, place, true));
  }
  if (node.more > 0) add(panel, 'p', 'and ' + count(node.more) + ' more');
}
function heading(text) {
  add(panel, 'h2', text).tabIndex = -1;
}
function tellFacts(facts) {
  const list = add(panel, 'dl', '');
  for (const [title, value] of facts) {
    add(list, 'dt', title);
    add(list, 'dd', value);
  }
}
function button(parent, text, note, act) {
  const made = add(parent, 'button', '');
  made.type = 'button';
  add(made, 'span', text);
  if (note !== '') add(made, 'small', note);
  made.onclick = act;
  return made;
}
function add(parent, tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  element.dir = 'auto';
  parent.append(element);
  return element;
}
function count(number) {
  return number.toLocaleString('en-US');
}

// what is searched: nodes by what they say, and tasks of groups by their keys and how they went
const texts = [];
data.nodes.forEach((node, place) => {
  if (node.copyOf !== undefined) return;
  const values = node.tasks.length === 1 && node.more === 0 ? taskValues(data.tasks[node.tasks[0]]) : node.facts.map(([, value]) => value);
  texts.push({ place, task: -1, text: [node.title, ...values].join('\\n').toLowerCase() });
});
data.tasks.forEach((task, at) => {
  if (data.nodes[task.node].facts.length > 0) texts.push({ place: task.node, task: at, text: taskValues(task).join('\\n').toLowerCase() });
});
function taskValues(task) {
  return [task.key, task.note, task.error ?? '', ...task.facts.map(([, value]) => value)];
}
let matches = [];
let shown = -1;
function findTexts() {
  const wanted = search.value.trim().toLowerCase();
  matches = wanted === '' ? [] : texts.filter(({ text }) => text.includes(wanted));
  shown = -1;
  const places = new Set(matches.map(({ place }) => place));
  svg.classList.toggle('searching', wanted !== '');
  for (const element of elements) {
    const place = placeOf(element);
    element.classList.toggle('match', places.has(data.nodes[place].copyOf ?? place));
  }
  found.textContent = wanted === '' ? '' : matches.length === 0 ? 'none' : count(matches.length) + ' found';
}
search.addEventListener('input', findTexts);
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || matches.length === 0) return;
  shown = (shown + (event.shiftKey ? matches.length - (shown < 0 ? 0 : 1) : 1)) % matches.length;
  if (shown < 0) shown = matches.length - 1;
  found.textContent = count(shown + 1) + ' of ' + count(matches.length);
  select(matches[shown].place, matches[shown].task, false);
  showNode(matches[shown].place);
});
`;
