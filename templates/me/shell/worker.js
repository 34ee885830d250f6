/* Keeps the look of the pages and one of them, the card, for when there is no connection. No other page is kept, and the
   card goes with the sign-in (R37). */
const PREFIX = {{ ('me-' ~ chain.slug ~ '-') | tojson }};
const FILES = PREFIX + 'files-' + {{ version | tojson }};
const PERSONAL = PREFIX + 'card';
const KEPT = {{ kept | tojson }};
const CARD = {{ url_for('me.card.show') | tojson }};
const OFFLINE = {{ url_for('me.shell.offline') | tojson }};
/* What ends a sign-in, and where only those come who have none. */
const ENDS = {{ [url_for('me.sessions.destroy'), url_for('me.sessions.end'), url_for('me.sessions.show'),
  url_for('me.data.closed'), url_for('me.data.erased')] | tojson }};

self.addEventListener('install', event => {
  event.waitUntil(caches.open(FILES).then(files => files.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener('message', event => {
  if (event.data === 'keep-card') event.waitUntil(fetch(CARD, {redirect: 'manual'}).then(keep));
  if (event.data === 'forget') event.waitUntil(caches.delete(PERSONAL));
});

self.addEventListener('fetch', event => {
  const asked = new URL(event.request.url);
  if (asked.origin !== location.origin) return;
  if (ENDS.includes(asked.pathname)) event.waitUntil(caches.delete(PERSONAL));
  if (event.request.method !== 'GET') return;
  if (event.request.mode === 'navigate') event.respondWith(asked.pathname === CARD ? card(event.request) : page(event.request));
  else if (KEPT.includes(asked.pathname + asked.search)) event.respondWith(file(event.request));
});

async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== FILES && name !== PERSONAL) await caches.delete(name);
  }
}

async function card(request) {
  try {
    return await keep(await fetch(request));
  } catch {
    return await caches.match(CARD, {cacheName: PERSONAL, ignoreVary: true}) || caches.match(OFFLINE, {cacheName: FILES, ignoreVary: true});
  }
}

/* Whoever is sent on to the sign-in has no card here any more. */
async function keep(answer) {
  if (answer.ok) await (await caches.open(PERSONAL)).put(CARD, answer.clone());
  else if (answer.type === 'opaqueredirect') await caches.delete(PERSONAL);
  return answer;
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return caches.match(OFFLINE, {cacheName: FILES, ignoreVary: true});
  }
}

async function file(request) {
  return await caches.match(request, {cacheName: FILES, ignoreVary: true}) || fetch(request);
}
