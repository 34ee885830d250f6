// Clocks that run: what is left until a moment, beside the words that say it without this script.
'use strict';

for (const clock of document.querySelectorAll('[data-until]')) {
  const end = Date.parse(clock.dataset.until);
  const shift = Date.parse(clock.dataset.now) - Date.now();
  const show = () => {
    const left = Math.max(0, Math.round((end - Date.now() - shift) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    clock.hidden = left === 0;
    if (left) setTimeout(show, 1000);
  };
  show();
}
