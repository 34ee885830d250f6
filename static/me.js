'use strict';

/* The members' pages as a thing on the phone: the worker that keeps the card. Nothing here is needed to read a page. */
(() => {
  const address = document.currentScript.dataset.worker;
  if (!address || !navigator.serviceWorker) return;
  const workers = navigator.serviceWorker;
  const seen = document.querySelector('[data-card]');
  // The page that brings the worker came before it: the card is asked for once more, to be kept.
  const late = seen && !workers.controller;
  workers.register(address).then(() => workers.ready).then(ready => {
    if (late) ready.active.postMessage('keep-card');
  }, () => undefined);
  for (const form of document.querySelectorAll('[data-ends]')) {
    form.addEventListener('submit', () => workers.controller && workers.controller.postMessage('forget'));
  }
})();

// Another code may be asked for after a while: the button says how long that is.
for (const button of document.querySelectorAll('[data-wait]')) {
  const words = button.textContent;
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.left.replace('#', left) : words;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}
