// The plain chat page. Every word a person reads comes from the server (api/strings, api/messages) and reaches the page
// as text nodes only. A turn is {who: 'you', id, text, button?, waiting?, reset?} or {who: 'bot', message}; the turns are
// kept in sessionStorage and drawn again by the same code after a reload.
'use strict';

const $ = id => document.getElementById(id);
const log = $('log');
const box = $('box');
const KEY = 'chat';

let words = {};
let state = load();
let busy = false;       // a request is under way
let current = null;     // the turn that is being sent
let restY = 0;          // where we last scrolled to; a smaller scrollY means the person scrolled up
const views = new Map();  // turn -> its <article>

function load() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    if (Array.isArray(kept.turns)) return kept;
  } catch { /* nothing kept, or storage is blocked */ }
  return { token: null, turns: [], draft: '' };
}

function save() {
  try { sessionStorage.setItem(KEY, JSON.stringify(state)); } catch { /* blocked or full: the page still works */ }
}

// randomUUID exists on https and localhost only
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g,
    c => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
}

// ---- drawing ---------------------------------------------------------------------------------------------------------

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const paragraphs = text => String(text || '').split(/\n\s*\n/).filter(p => p.trim()).map(p => el('p', null, p.trim()));

function day(iso) {
  if (!/^\d{4}-\d\d-\d\d$/.test(iso)) return String(iso);
  const date = new Date(iso);
  return isNaN(date) ? iso : date.toLocaleDateString(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' });
}

function httpsLink(link) {
  try { return new URL(link).protocol === 'https:' ? link : null; } catch { return null; }
}

function source({ title, publisher, year, link, seen }) {
  const name = title || link || '';
  const href = httpsLink(link);
  const about = [publisher, year, seen && String(seen).replace(/_/g, ' ')].filter(Boolean).join(', ');
  return el('li', null,
    href ? el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, name) : name,
    about ? el('span', { class: 'about' }, about) : '');
}

function choice({ title, button }) {
  const node = el('button', { type: 'button' }, title || '');
  node.addEventListener('click', () => {
    if (node.getAttribute('aria-disabled') !== 'true') send(title || '', button);
  });
  return el('li', null, node);
}

function draw(turn) {
  if (turn.who === 'you') {
    return el('article', { class: 'you' }, el('span', { class: 'unseen' }, words.you_said), ...paragraphs(turn.text));
  }
  const { text, custom } = turn.message;
  const { question, kind, edition, review } = custom || {};
  const sources = (custom && custom.sources) || [];
  const buttons = turn.message.buttons || [];
  const article = el('article', { class: 'bot', 'data-kind': kind || 'answer' }, el('span', { class: 'unseen' }, words.assistant_said));
  if (question) article.append(el('h2', null, question));
  article.append(...paragraphs(text));
  if (sources.length) {
    article.append(el('details', null,
      el('summary', null, `${words.sources} (${sources.length})`),
      el('ul', null, ...sources.map(source))));
  }
  const stamp = [edition && `${words.checked} ${day(edition)}`, review].filter(Boolean).join(' · ');
  if (stamp) article.append(el('p', { class: 'stamp' }, stamp));
  if (buttons.length) {
    article.append(el('ul', { class: 'choices', role: 'list', 'aria-label': words.more_options }, ...buttons.map(choice)));
  }
  return article;
}

// Adds a turn at the end, but a reply before what is still waiting to be sent.
function add(turn) {
  const next = turn.who === 'bot' ? state.turns.find(t => t.waiting && t !== current) : undefined;
  state.turns.splice(next ? state.turns.indexOf(next) : state.turns.length, 0, turn);
  show(turn, views.get(next));
  save();
}

function show(turn, before) {
  if (turn.reset) return;
  views.set(turn, draw(turn));
  views.get(turn).classList.toggle('waiting', Boolean(turn.waiting));
  log.insertBefore(views.get(turn), before || null);
}

function drop(turn) {
  state.turns = state.turns.filter(t => t !== turn);
  if (views.has(turn)) views.get(turn).remove();
  views.delete(turn);
}

// Only the buttons of the last message work. The others stay readable, and a pressed one keeps the focus (so that Tab
// goes on to the answer), hence aria-disabled and not disabled.
function settleButtons() {
  let live = true;
  for (const article of [...log.children].reverse()) {
    const buttons = article.querySelectorAll('.choices button');
    for (const button of buttons) {
      button.setAttribute('aria-disabled', String(!live));
      button.tabIndex = live ? 0 : -1;
    }
    if (buttons.length || article.className.includes('you')) live = false;
  }
}

function showReply(messages) {
  const turns = (Array.isArray(messages) ? messages : []).map(message => ({ who: 'bot', message }));
  turns.forEach(add);
  settleButtons();
  for (const { message } of turns) {
    const { kind, question } = message.custom || {};
    if (kind === 'emergency' || kind === 'crisis') $('alert').append(...paragraphs(question), ...paragraphs(message.text));
  }
  return turns[0];
}

function bring(turn) {
  if (views.has(turn)) views.get(turn).scrollIntoView({ block: 'start' });
  restY = window.scrollY;
}

// ---- talking to the server -------------------------------------------------------------------------------------------

// A reply that is not JSON comes from something in between (a proxy's error page): the same to a person as no network.
async function post(url, body) {
  const headers = { 'Content-Type': 'application/json' };
  if (state.token) headers.Authorization = `Bearer ${state.token}`;
  const signal = AbortSignal.timeout ? AbortSignal.timeout(60000) : undefined;
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal, cache: 'no-store' });
  const expired = response.status === 401;
  const data = await response.json().catch(error => { if (expired) return {}; throw error; });
  if (!response.ok && !expired && !Array.isArray(data.messages)) throw new Error(`status ${response.status}`);
  return { ok: response.ok, expired, data };
}

async function startSession() {
  const { ok, data } = await post('api/sessions', {});
  if (ok && data.token) state.token = data.token;
  const first = showReply(data.messages);  // also where no session was given: it says why
  if (!state.token) throw Object.assign(new Error('no session'), { explained: Boolean(first) });
  save();
  return first;
}

async function deliver(turn) {
  const { id, text, button } = turn;
  const { ok, expired, data } = await post('api/messages', button ? { id, button } : { id, text });
  const reset = turn.reset || (data.messages || []).some(m => m.custom && m.custom.kind === 'start_over');  // typed
  const follow = window.scrollY >= restY - 40;
  if (reset && (ok || expired)) clear();
  if (expired) return expire(reset ? [] : data.messages);
  turn.waiting = false;
  if (views.has(turn)) views.get(turn).classList.remove('waiting');
  if (reset) drop(turn);
  const first = showReply(data.messages);
  if (follow) bring(reset ? first : turn);
  save();
}

// The session is over: what was not delivered goes back into the box, and a new session begins.
async function expire(messages) {
  state.token = null;
  const unsent = state.turns.filter(t => t.waiting);
  unsent.forEach(drop);
  setBox([...unsent.filter(t => !t.reset).map(t => t.text), box.value].filter(Boolean).join('\n'));
  const said = showReply(messages);
  const greeting = await startSession();
  bring(said || greeting);
}

// Sends what is waiting, one after the other; at the first failure it stops and offers to try again.
async function pump() {
  if (busy) return;
  busy = true;
  trouble(null);
  $('status').textContent = words.typing;
  try {
    if (!state.token) await startSession();
    while ((current = state.turns.find(t => t.waiting))) await deliver(current);
  } catch (error) {
    const follow = window.scrollY >= restY - 40;
    trouble(error.explained ? '' : words.offline);
    if (follow && current) bring(current);
  }
  current = null;
  busy = false;
  $('status').textContent = '';
}

function trouble(text) {
  $('offline').textContent = text || '';
  $('retry').hidden = text === null;
  restY = Math.min(restY, window.scrollY);  // the page just got shorter, perhaps
}

function send(text, button) {
  const turn = { who: 'you', id: uuid(), text, button, waiting: true, reset: Boolean(button && button.intent === 'start_over') };
  if (turn.reset) {
    state.turns.filter(t => t.waiting && t !== current).forEach(drop);
    setBox('');
  }
  $('alert').textContent = '';
  add(turn);
  settleButtons();
  bring(turn);
  pump();
}

function clear() {
  const hadFocus = log.contains(document.activeElement);
  state.turns = [];
  views.clear();
  log.textContent = $('alert').textContent = '';
  if (hadFocus) box.focus();
}

// ---- the page --------------------------------------------------------------------------------------------------------

function setBox(text) {
  box.value = state.draft = text;
  save();
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

function sendBox() {
  const text = box.value.trim();
  if (text) {
    setBox('');
    send(text);
  }
  box.focus();
}

function listen() {
  $('composer').addEventListener('submit', event => { event.preventDefault(); sendBox(); });
  box.addEventListener('input', () => setBox(box.value));
  box.addEventListener('keydown', event => {
    const composing = event.isComposing || event.keyCode === 229;  // Enter that ends an input method's word
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    sendBox();
  });
  $('start_over').addEventListener('click', () => send(words.start_over, { intent: 'start_over' }));
  $('retry').addEventListener('click', () => { box.focus(); pump(); });
  window.addEventListener('online', () => { if (!$('retry').hidden) pump(); });
  window.addEventListener('beforeprint', () => log.querySelectorAll('details').forEach(details => { details.open = true; }));
  // the bars that stick to the window's edges must not cover what is scrolled to or has the focus
  const bars = { '--top': $('urgent').parentNode, '--bottom': $('foot') };
  const measure = new ResizeObserver(() => {
    for (const name in bars) document.documentElement.style.setProperty(name, `${bars[name].offsetHeight}px`);
  });
  Object.values(bars).forEach(bar => measure.observe(bar));
}

async function start(wait = 1000) {
  try {
    const response = await fetch('api/strings');
    if (!response.ok) throw new Error(`status ${response.status}`);
    words = await response.json();
  } catch {
    // no words yet, so the one sentence that the page itself holds has to do
    $('offline').textContent = document.querySelector('noscript').textContent;
    setTimeout(start, wait, Math.min(wait * 2, 30000));
    return;
  }
  document.title = words.title;
  for (const id of ['title', 'machine', 'review', 'urgent', 'placeholder', 'paste_hint', 'send', 'start_over', 'retry']) {
    $(id).textContent = words[id] || '';
  }
  $('composer').hidden = false;
  listen();
  setBox(state.draft || '');
  log.setAttribute('aria-live', 'off');  // what was said before a reload is not announced again
  state.turns.forEach(turn => show(turn));
  settleButtons();
  bring(state.turns.filter(turn => turn.who === 'you').pop());
  setTimeout(() => log.setAttribute('aria-live', 'polite'), state.turns.length ? 200 : 0);
  trouble(null);
  if (!state.token || state.turns.some(t => t.waiting)) pump();
}

start();
