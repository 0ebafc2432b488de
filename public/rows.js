// Keys for lists of rows that the server draws. A page says in its markup what they do:
//
//   data-row           a row that j and k go to (it takes the focus)
//   data-key="a"       what the key presses, in the row or, outside of all rows, on the page
//   data-on            pressed by its key, the next row is gone to
//   data-step="next"   what j leads to after the last row, and "previous" k before the first
//   data-choose        a box that chooses its row; data-chosen shows how many are
//   data-undo          a form for the row that was decided last, hidden until there is one
//   data-focus         a field in it gets the focus when it appears
//
// Without it, everything is done with links and buttons.

const TYPING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]';
let at = ''; // the id of the row that the keys act on
let last = ''; // the number of the row that was decided last
let byKeys = false; // the last thing that was done, was done by a key
let focused = ''; // where a field was given the focus

const all = (selector) => [...document.querySelectorAll(selector)];
const rows = () => all('[data-row]');
const current = () => document.activeElement?.closest('[data-row]') ?? document.getElementById(at)?.closest('[data-row]');

function go(row) {
  if (!row) return;
  at = row.id;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  mark();
}

function mark() {
  const now = current();
  for (const row of rows()) row.classList.toggle('is-current', row === now);
}

function step(by) {
  const list = rows();
  const here = list.indexOf(current());
  const next = list[here < 0 ? 0 : here + by];
  if (next) go(next);
  else document.querySelector(`[data-step=${by > 0 ? 'next' : 'previous'}]`)?.click();
}

/** What a key presses now. */
function pressed(key) {
  const find = `[data-key="${CSS.escape(key)}"]`;
  const shown = (element) => !element.closest('form[hidden]');
  return current()?.querySelector(find) ?? all(find).find((one) => !one.closest('[data-row]') && shown(one));
}

document.addEventListener('keydown', (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !rows().length) return;
  if (target.closest?.(TYPING)) return;
  // Enter and space belong to what has the focus, unless that is a row.
  if ((key === 'Enter' || key === ' ') && !target.matches?.('[data-row], body')) return;
  if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
  else {
    const element = pressed(key);
    if (!element) return;
    if (element.hasAttribute('data-on')) {
      const list = rows();
      const next = list[list.indexOf(current()) + 1];
      if (next) go(next);
    }
    element.click();
  }
  byKeys = true;
  event.preventDefault();
}, true);

document.addEventListener('pointerdown', () => { byKeys = false; });

document.addEventListener('focusin', ({ target }) => {
  const row = target.closest('[data-row]');
  if (row) at = row.id;
  if (rows().length) mark();
});

document.addEventListener('submit', ({ submitter }) => {
  const decided = /^(?:certify|revoke|exception|abstain) (\d+)$/.exec(submitter?.value ?? '');
  if (decided) last = decided[1];
  else if (submitter?.value?.startsWith('reset ')) last = '';
}, true);

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-choose]')) chosen();
});

function chosen() {
  const count = all('[data-choose]:checked').length;
  for (const place of all('[data-chosen]')) place.textContent = `${count} chosen.`;
}

/** The page was drawn anew. */
function drawn() {
  const undo = document.querySelector('form[data-undo]');
  if (undo) {
    undo.hidden = !last;
    undo.querySelector('[name="act[then]"]').value = `reset ${last}`;
  }
  if (!rows().length) last = '';
  // What had the focus may have gone with the page before.
  if (byKeys && document.activeElement === document.body) go(current());
  mark();
  chosen();
  const field = document.querySelector('[data-focus] :is(input, textarea)');
  if (field && focused !== location.href) {
    // After the program has given the focus back to what had it.
    setTimeout(() => field.focus());
  }
  focused = field ? location.href : '';
}

let waits = false;
new MutationObserver(() => {
  if (waits) return;
  waits = true;
  setTimeout(() => {
    waits = false;
    drawn();
  });
}).observe(document.body, { childList: true, subtree: true });
drawn();
