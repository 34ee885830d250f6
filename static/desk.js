// What the desk is easier with, and works without.
'use strict';

// A scanner types wherever the focus is: what begins outside of a field goes into the page's search.
document.addEventListener('keydown', (event) => {
  const field = document.querySelector('[data-scanner]');
  const busy = document.activeElement && document.activeElement.matches('input, select, textarea, button, a');
  if (field && !busy && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) field.focus();
});

// The draft's requests wait for each other, so each has to send the form as the one before has left it.
const formOf = (source) => source.form || source.closest('form');
const ofDraft = ({ detail }) => (formOf(detail.ctx.sourceElement) || {}).id === 'draft';
document.addEventListener('htmx:before:request', (event) => {
  if (!ofDraft(event)) return;
  const { sourceElement, request } = event.detail.ctx;
  const fields = new FormData(formOf(sourceElement));
  if (sourceElement.name && sourceElement.type === 'submit') fields.append(sourceElement.name, sourceElement.value);
  request.body = new URLSearchParams(fields);
});

// A draft is kept in this tab, so that going back to it finds it as it was left, with its operation id.
const draft = () => document.getElementById('draft');
const place = (form) => `draft ${form.action} ${form.elements.member.value}`;
const keep = () => {
  const form = draft();
  if (form && form.elements.line) sessionStorage.setItem(place(form), new URLSearchParams(new FormData(form)));
};
document.addEventListener('htmx:after:swap', keep);
window.addEventListener('pagehide', keep);

const resume = async (form) => {
  const kept = new URLSearchParams(sessionStorage.getItem(place(form)) || '');
  if (form.elements.line || !kept.has('line') || !window.htmx) return;
  kept.set('csrf_token', form.elements.csrf_token.value);
  const answer = await fetch(form.action, { method: 'POST', body: kept, headers: { 'HX-Request': 'true' } });
  if (answer.ok) {
    form.outerHTML = await answer.text();
    htmx.process(draft());
  }
};

// While the server cannot be reached, the page says so and keeps what is typed.
const tell = (lost) => document.querySelectorAll('[data-unreachable]').forEach((notice) => { notice.hidden = !lost; });
window.addEventListener('offline', () => tell(true));
window.addEventListener('online', () => again || tell(false));
document.addEventListener('htmx:after:request', () => {
  again = null;
  tell(false);
});

// What could not be sent is sent once more by a tap, as it stands in the page: under the same operation id.
let again = null;
document.addEventListener('htmx:error', (event) => {
  const source = event.detail && event.detail.ctx && event.detail.ctx.sourceElement;
  if (source) again = () => (source.type === 'submit' ? source.click() : source.dispatchEvent(new Event('change', { bubbles: true })));
  tell(true);
});
for (const button of document.querySelectorAll('[data-retry]')) {
  button.addEventListener('click', () => {
    tell(false);
    const repeat = again;
    again = null;
    if (repeat) repeat();
  });
}

// Taps go to the server one after another: what is posted waits until the last of them is in the draft.
const underway = new Set();
document.addEventListener('htmx:config:request', (event) => ofDraft(event) && underway.add(event.detail.ctx));
document.addEventListener('htmx:finally:request', (event) => underway.delete(event.detail.ctx));
const settled = async () => {
  while (underway.size) await new Promise((heard) => document.addEventListener('htmx:finally:request', heard, { once: true }));
  return !again;
};

const reachable = async () => {
  try {
    return (await fetch('/healthz', { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
};

// A form is sent once; what happened to be sent twice is done once all the same. One that does something is not let
// go while nobody would hear it: the browser's own page for that would take the form's place.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  const pressed = event.submitter;
  if (event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  setTimeout(() => delete form.dataset.sent, 3000);
  if (!form.elements.operation || form.dataset.heard) return;
  event.preventDefault();
  again = null;
  if (await settled() && await reachable()) {
    form.dataset.heard = 'yes';
    delete form.dataset.sent;
    form.requestSubmit(pressed);
    delete form.dataset.heard;
    return;
  }
  delete form.dataset.sent;
  again ||= () => form.requestSubmit(pressed);
  tell(true);
});

// Whoever works by keyboard keeps a place when what had the focus is gone after a swap.
document.addEventListener('htmx:after:swap', () => {
  const post = document.getElementById('post');
  if (post && document.activeElement === document.body) (post.disabled ? document.getElementById('search') : post).focus({ preventScroll: true });
  const work = document.getElementById('work');
  const place = work && work.querySelector('.notice, .row-link');
  if (!place || document.activeElement !== document.body) return;
  if (place.matches('.notice')) place.tabIndex = -1;
  place.focus();
});

for (const slip of document.querySelectorAll('[data-slip]')) {
  for (const [name, kept] of Object.entries(sessionStorage)) {
    if (new URLSearchParams(kept).get('number') === slip.dataset.slip) sessionStorage.removeItem(name);
  }
}

// On a phone the way between pages is longer than the window: where one is stays in sight.
const here = document.querySelector('.places-row [aria-current]');
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft;

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}

// A clock goes on while one looks at it.
setInterval(() => {
  for (const clock of document.querySelectorAll('[data-clock]')) {
    const minutes = Math.trunc((Number(clock.dataset.clock) - Date.now()) / 60000);
    const late = Number(clock.dataset.clock) <= Date.now();
    if (Math.abs(minutes) < 60) clock.textContent = (late ? clock.dataset.over : clock.dataset.left).replace('#', Math.abs(minutes));
    clock.classList.toggle('clock-late', late);
  }
}, 15000);

document.addEventListener('DOMContentLoaded', () => draft() && resume(draft()));

// A tablet locks itself. The button sends the form that is being worked on along; the page is hidden at once.
const lock = document.querySelector('[data-lock]');
let used = Date.now();
let told = Date.now();
const shut = () => {
  document.querySelector('main').hidden = true;
  lock.click();
};
if (lock) {
  const idle = Number(lock.dataset.lock) * 1000;
  // Whoever types for long asks for nothing meanwhile: the server is told that somebody is there.
  const stir = () => {
    used = Date.now();
    if (used - told < 60000) return;
    told = used;
    fetch(lock.dataset.awake).catch(() => {});
  };
  for (const kind of ['keydown', 'pointerdown', 'input', 'scroll']) document.addEventListener(kind, stir, { passive: true });
  setInterval(() => Date.now() - used >= idle && shut(), 1000);
}

// Once it is locked, nothing of the page before is left in this tab, and Back asks the server.
if (document.querySelector('[data-locked]')) sessionStorage.clear();
window.addEventListener('pageshow', (event) => event.persisted && location.reload());

// Keys for the PIN, in the place of the tablet's own.
for (const keys of document.querySelectorAll('[data-keys]')) {
  const field = document.getElementById(keys.dataset.keys);
  keys.hidden = false;
  field.form.querySelector('[data-instead]').hidden = true;
  keys.addEventListener('click', ({ target }) => {
    if (target.type === 'button') field.value = target.value ? field.value + target.value : field.value.slice(0, -1);
  });
}

for (const button of document.querySelectorAll('[data-copy]')) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', () => navigator.clipboard.writeText(field.value).then(() => field.select()));
}
