// Another code may be asked for after a while: the button says how long that is.
"use strict";

for (const button of document.querySelectorAll("[data-wait]")) {
  const words = button.textContent;
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.left.replace("#", left) : words;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}
