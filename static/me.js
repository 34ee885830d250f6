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
