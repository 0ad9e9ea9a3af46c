// The HER2 guide for a clinic's page: one element, <her2-assistant>, in one file, as it is.
// Answers, sources, typed words and attributes become text nodes, never HTML.
(() => {
'use strict';

const script = document.currentScript;
if (customElements.get('her2-assistant')) return;
const HOME = script ? new URL('.', script.src) : '/';

// The server replaces this line: words of knowledge/widget/, the clinic's lines, limits.
const SERVED = {};

const STYLE = `
:host { display: block; }
:host([position=page]), .size { block-size: 100%; }
[hidden] { display: none !important; }
*, ::before { box-sizing: border-box; }
h1, h2, h3, p, ul, fieldset, legend, pre { margin: 0; padding: 0; border: 0; font: inherit; }
h1, h2, h3, legend, label, .badge, .strip p { font-weight: 600; line-height: 1.35; }
.ui {
  --page: #faf6f0; --card: #fffdfa; --yours: #e3efe8; --text: #2a2521; --quiet: #5c544c; --line: #ddd3c6; --edge: #857a6e;
  --accent: #1a5c55; --brand: var(--accent); --on-brand: #fff; --warm: #fdf1dc; --warm-edge: #8f5c0e; --alarm: #fdebe6; --alarm-edge: #a12718;
  all: initial; display: block; block-size: 100%; color-scheme: light; color: var(--text);
  font: medium/1.6 system-ui, sans-serif; overflow-wrap: anywhere;
}
.dark {
  --page: #1b1917; --card: #272421; --yours: #1f3733; --text: #f2ebe3; --quiet: #c0b6aa; --line: #47413a; --edge: #978c80;
  --accent: #8fd3c8; --on-brand: #12302c; --warm: #352a17; --warm-edge: #e0ac59; --alarm: #41201a; --alarm-edge: #ff9d8c;
  color-scheme: dark;
}
.size { font-size: calc(1.0625em * var(--size, 1)); }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[tabindex]:focus-visible { outline-offset: -3px; }
[tabindex="-1"] { outline: 0; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
button, textarea, input { font: inherit; color: inherit; }
button, .call { min-block-size: 2.5em; padding: .35em .95em; border: 1px solid var(--edge); border-radius: 1.25em; background: var(--card); line-height: 1.35; cursor: pointer; }
.main, .launcher { border: 2px solid transparent; background: var(--brand); color: var(--on-brand); font-weight: 600; }
.plain { padding-inline: .3em; border-color: transparent; background: none; color: var(--accent); font-weight: 600; text-decoration: underline; text-underline-offset: .2em; }
svg { flex: none; inline-size: 1.5em; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }

.launcher, .panel { position: fixed; margin: 0; z-index: 999999; inset: auto; inset-block-end: 1.25em; inset-inline-end: 1.25em; max-inline-size: calc(100vw - 2.5em); box-shadow: 0 .3em 1.5em #0005; }
.launcher { min-block-size: 3em; padding-inline: 1.25em; border-radius: 2em; text-align: start; }
.launcher:focus-visible { outline: 3px solid var(--text); box-shadow: 0 0 0 6px var(--card); }
.panel { flex-direction: column; inline-size: 27em; block-size: min(44em, 100vh - 2.5em); padding: 0; border: 1px solid var(--edge); border-radius: 1em; background: var(--page); color: inherit; overflow: hidden; }
.panel[open], .page { display: flex; }
.panel:modal, .page { inset: 0 auto auto 0; inline-size: 100%; max-inline-size: none; block-size: var(--seen, 100dvh); max-block-size: none; border: 0; border-radius: 0; }
.page { position: static; block-size: 100%; }
:host([position=left]) :is(.launcher, .panel:not(:modal)) { left: 1.25em; right: auto; }
:host([position=right]) :is(.launcher, .panel:not(:modal)) { right: 1.25em; left: auto; }
.page > * > * { inline-size: 100%; max-inline-size: 46em; margin-inline: auto; }
.page .strip p { max-inline-size: 51em; }

.row, .badge, .pick, .call, .launcher { display: flex; align-items: center; gap: .3em .5em; }
.row { flex-wrap: wrap; list-style: none; }
.head .row { padding: .6em 1.1em; }
.head .row > div { flex: 1 1 7em; }
h1, .side h2, .head h2 { font-size: 1.15em; }
.small, .stamp, details { font-size: .88em; line-height: 1.5; }
.small, .stamp, .state { color: var(--quiet); }
.strip { border: solid var(--warm-edge); border-width: 1px 0; background: var(--warm); font-size: .9em; }
.strip p { padding: .45em 1.2em; }
.strip a, .now a { color: inherit; }

.chat, .side { flex: 1; min-block-size: 0; display: flex; flex-direction: column; }
.log, .side { overflow-y: auto; overscroll-behavior: contain; padding: 1.1em; }
.log { flex: 1; min-block-size: 6em; }
.log > * + * { margin-block-start: .95em; }
article, .trouble, .paper { padding: .8em 1em; border: 1px solid var(--line); border-radius: 1em; background: var(--card); }
article > * + *, .said > * + *, .side > * + *, :is(.trouble, .paper) > * + *, .menu fieldset { margin-block-start: .65em; }
article > .unseen + * { margin: 0; }
.stamp { margin-block-start: .4em; }
p, li { white-space: pre-line; }
p, li, h2, h3, textarea { unicode-bidi: plaintext; }
ul:not(.row) { padding-inline-start: 1.3em; }
article h2 { font-size: 1.06em; }
.you { inline-size: fit-content; max-inline-size: 88%; margin-inline-start: auto; border-color: transparent; border-end-end-radius: .25em; background: var(--yours); }
.you p { max-block-size: 14em; overflow-y: auto; }
.waiting { border: 1px dashed; }
.guide { border-end-start-radius: .25em; }
.note { text-align: center; }
.level, .trouble { border: 2px solid var(--warm-edge); background: var(--warm); }
.now { border: 4px solid var(--alarm-edge); border-inline-start-width: 10px; background: var(--alarm); }
.now .badge { font-size: 1.2em; color: var(--alarm-edge); }
.now .said > :first-child { font-size: 1.15em; font-weight: 600; line-height: 1.5; }
.call { min-block-size: 3em; border: 2px solid; font-weight: 600; text-decoration: none; }
.choices button { border-color: var(--accent); color: var(--accent); font-weight: 600; text-align: start; }
article:has(~ .you) .choices, .first:has(~ .you), .said:empty, .row:empty { display: none; }
li + li { margin-block-start: .35em; }
.choices li { margin: 0; }
summary { inline-size: fit-content; padding: .15em .3em; color: var(--accent); font-weight: 600; cursor: pointer; }
details a { padding-block: .2em; }

.state > p { padding: .3em 1.1em; }
.state > ::before { content: "● "; color: var(--accent); }
.trouble { margin: 0 .9em .7em; }
.page .trouble { inline-size: auto; }
form { display: grid; grid-template-columns: 1fr auto; gap: .2em .6em; align-items: end; padding: .4em 1.1em max(.8em, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--line); }
form > .row { justify-content: space-between; }
form > .row, form > .small { grid-column: 1 / -1; }
textarea { inline-size: 100%; min-block-size: 2.9em; max-block-size: 9em; padding: .55em .8em; border: 1px solid var(--edge); border-radius: .8em; background: var(--card); line-height: 1.5; resize: none; field-sizing: content; }
form .main { min-block-size: 2.9em; border-radius: .8em; }

.side textarea { min-block-size: 9em; max-block-size: 22em; }
.side > * { flex: none; }
.side > button { text-align: start; }
.side > .plain { align-self: start; }
fieldset { min-inline-size: 0; }
.pick { min-block-size: 2em; font-weight: 400; }
input { flex: none; inline-size: 1.25em; block-size: 1.25em; accent-color: var(--accent); }
.drawing { inline-size: 100%; max-inline-size: 26em; border: 1px solid var(--line); border-radius: .8em; background: var(--card); direction: ltr; }
.drawing text { fill: var(--text); stroke: none; font-weight: 600; }
.bar { stroke: var(--line); stroke-width: 6; }
.mark { stroke: var(--alarm-edge); fill: var(--warm); }
pre { white-space: pre-wrap; }

@media (max-height: 480px) {
  .panel { overflow-y: auto; }
  .panel > *, .log { flex: none; overflow: visible; min-block-size: 0; }
}
@media (hover: hover) { button:hover { text-decoration: underline; } }
@media (prefers-reduced-motion: no-preference) {
  .state > ::before { animation: breathe 1.6s infinite; }
  @keyframes breathe { 50% { opacity: .25; } }
}
@media (forced-colors: active) {
  .you, .plain { border-color: CanvasText; }
}
@media print {
  :host(:not([position=page])), .state, .trouble, form, .choices, button { display: none !important; }
  .ui { --page: #fff; --card: #fff; --yours: #fff; --text: #000; --quiet: #333; --accent: #000; --warm: #fff; --alarm: #fff; color-scheme: light; }
  .ui *, :host { block-size: auto !important; max-block-size: none !important; overflow: visible !important; }
  article { border-color: #999; break-inside: avoid; }
}`;

const PAPER = `body { max-width: 42em; margin: 2em auto; font: 1.0625em/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
p, pre { font: inherit; white-space: pre-wrap; } hr { margin-top: 2em; }`;

// * makes an element of SVG; functions become listeners, strings text nodes.
function make(tag, attributes, ...children) {
  const node = tag[0] === '*' ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(1)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value || value === '') node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(2).filter(Boolean));
  return node;
}

const { words } = SERVED;
const say = (key, values = {}) => (words[key] || '').replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const str = value => (/^(string|number)$/.test(typeof value) ? String(value) : '');
const list = value => (Array.isArray(value) ? value.filter(item => item && typeof item === 'object') : []);
const h2 = text => make('h2', null, text);
const p = (text, className) => make('p', { class: className }, text);
const small = text => p(text, 'small');
const row = (...children) => make('div', { class: 'row' }, children);
const button = (key, click, className) => make('button', { type: 'button', class: className, click }, say(key));
const icon = path => make('*svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, make('*path', { d: path }));

function link(address, text, attributes, more) {
  try {
    const { href, protocol } = new URL(address);
    if (/^(https|tel|mailto):$/.test(protocol)) return make('a', { href, ...attributes }, text, more);
  } catch { /* no address */ }
  return text;
}
const away = (address, text) => link(address, text, { target: '_blank', rel: 'noreferrer' }, make('span', { class: 'unseen' }, ` (${say('new_tab')})`));
const dial = (number, text, className) => link('tel:' + number.replace(/[^\d+]/g, ''), text, { class: className });

// The number in "988 (call or text)"; none where there are several.
function numberIn(line) {
  const found = (str(line).match(/\+?(\(\d+\)[ -]?)?\d[\d .-]*\d/g) || []).filter(n => n.replace(/\D/g, '').length > 2);
  return found.length === 1 ? found[0] : '';
}

// Names a message or a conversation for this browser; nothing secret rests on it.
const unique = () => `${Date.now()}-${Math.random()}`;

function day(value) {
  try {
    const locale = navigator.languages.find(name => name.startsWith(SERVED.lang)) || SERVED.lang;
    return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value));
  } catch { return str(value); }
}

const customOf = message => (message && message.custom) || {};
const isNow = level => /^(emergency|crisis)$/.test(level);
function levelOf(message) {
  const { kind, level } = customOf(message);
  return kind !== 'safety' ? '' : isNow(level) || level === 'careful' ? level : 'urgent';
}

const lines = (value, indent = '') => value === null || typeof value !== 'object' ? ` ${value}\n`
  : '\n' + Object.entries(value).map(([name, inner]) => indent + (Array.isArray(value) ? '-' : name.replace(/_/g, ' ') + ':') + lines(inner, indent + '  ')).join('');

const blank = () => ({ id: unique(), turns: [], gone: [], settings: {}, idle: SERVED.idle_minutes });

function kept(area, key, settings) {
  try {
    const found = JSON.parse(window[area].getItem(key));
    return { ...blank(), ...found, turns: list(found.turns), settings: { ...found.settings, ...settings } };
  } catch { return null; }  // nothing there, or storage is blocked
}

// sessionStorage is copied into a duplicated tab: a lock tells whether another tab shows this conversation. `live` is true
// until a tab is closed or reloaded.
const hold = (id, live) => new Promise(done => {
  if (!live) done(true);
  if (!navigator.locks) return done(false);
  navigator.locks.request('her2 ' + id, { ifAvailable: Boolean(live) }, lock => {
    done(lock);
    return lock && new Promise(() => {});
  });
});

class Assistant extends HTMLElement {
  static observedAttributes = ['open'];

  connectedCallback() {
    if (this.ui) return;
    const given = name => this.getAttribute(name) || SERVED[name] || '';
    this.server = new URL(this.getAttribute('server') || HOME, location).href.replace(/\/?$/, '/');
    this.key = 'her2 ' + this.server;
    this.page = this.getAttribute('position') === 'page';
    this.phone = given('phone');
    this.emergency = given('emergency');
    this.urgent = this.hasAttribute('phone') || this.hasAttribute('emergency') || !SERVED.urgent
      ? say('urgent', { emergency: this.emergency || say('emergency_any'), phone: this.phone || say('phone_any') }) : SERVED.urgent;
    this.numbers = [this.emergency, this.phone, SERVED.out_of_hours, SERVED.crisis].map(numberIn).filter(Boolean);
    this.links = RegExp(['https://[^\\s<>"]*[^\\s<>".,;:!?)]', ...this.numbers.map(n => `(?<!\\w)${n.replace(/\W/g, '\\$&')}(?!\\w)`)].join('|'), 'g');
    this.shades = matchMedia('(prefers-color-scheme: dark)');
    this.narrow = matchMedia('(max-width: 640px), (max-height: 480px)');
    this.root = this.shadowRoot || this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root.adoptedStyleSheets = [sheet];
    this.build();
    this.listen();
    this.begin();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.stop.abort();
    if (this.state) this.save(false);
    this.ui.remove();
    this.ui = this.state = null;
  }

  attributeChangedCallback() {
    if (this.state && this.hasAttribute('open') !== this.panel.open) this.panel.open ? this.close() : this.open();
  }

  build() {
    this.launcher = make('button', { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', 'aria-controls': 'panel', click: () => this.open() },
      icon('M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12ZM9 10h8M9 14h5'), this.getAttribute('label') || say('launch'));
    this.heading = make(this.page ? 'h1' : 'h2', { id: 'title', tabindex: '-1' }, say('title'));
    this.menuButton = button('menu', () => this.show('menu'));
    this.pasteButton = button('paste', () => this.show('report'), 'plain');
    this.log = make('div', { class: 'log', role: 'log', tabindex: '0', 'aria-live': 'off', 'aria-label': say('log') });
    this.alarm = make('div', { class: 'unseen', role: 'alert' });
    this.status = make('div', { class: 'state', role: 'status' });
    this.trouble = make('div', { class: 'trouble', role: 'alert', hidden: true });
    this.box = make('textarea', { id: 'box', rows: '1', 'aria-describedby': 'hint', enterkeyhint: 'send', autocomplete: 'off', input: () => this.setDraft(this.box.value), keydown: event => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.sendBox();
    } });
    this.chat = make('div', { class: 'chat' }, this.log, this.status, this.trouble,
      make('form', { submit: event => { event.preventDefault(); this.sendBox(); } }, row(make('label', { for: 'box' }, say('label')), this.pasteButton),
        this.box, make('button', { class: 'main' }, say('send')), make('p', { class: 'small', id: 'hint' }, say('hint'))));
    this.side = make('div', { hidden: true });
    this.panel = make(this.page ? 'section' : 'dialog', { id: 'panel', class: this.page ? 'panel page' : 'panel', 'aria-labelledby': 'title' },
      make('div', { class: 'head' }, row(make('div', null, this.heading, small(SERVED.clinic)), this.menuButton, !this.page && button('close', () => this.close()))),
      make('div', { class: 'strip' }, p(this.rich(this.urgent)), SERVED.maintenance && p(this.rich(SERVED.maintenance))),
      this.chat, this.side, this.alarm);
    this.ui = make('div', { class: 'ui', lang: SERVED.lang, dir: words.dir }, make('div', { class: 'size' }, !this.page && this.launcher, this.panel));
  }

  listen() {
    this.stop = new AbortController();
    const on = (target, type, listener) => target.addEventListener(type, listener, { signal: this.stop.signal });
    on(this.panel, 'keydown', event => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      this.side.hidden ? this.close() : this.show('');
    });
    on(this.panel, 'close', () => this.panel.open || this.opened(false));  // a phone's way back
    on(this.panel, 'dragover', event => event.preventDefault());
    for (const [type, from] of [['drop', 'dataTransfer'], ['paste', 'clipboardData']]) {
      on(this.panel, type, event => {
        if (!event[from].files.length || event[from].getData('text')) return;  // copied words may come with a picture of them
        event.preventDefault();
        this.show('');
        this.bring(this.add({ who: 'guide', message: { text: say('attachment') + '\n\n' + this.urgent } }));
      });
    }
    on(window, 'online', () => this.trouble.hidden || this.pump());
    on(window, 'pagehide', () => this.save(false));
    on(window, 'pageshow', event => {
      if (!event.persisted) return;
      this.disconnectedCallback();
      this.connectedCallback();
    });
    on(window, 'beforeprint', () => this.log.querySelectorAll('details').forEach(details => { details.open = true; }));
    on(this.shades, 'change', () => this.look());
    on(this.narrow, 'change', () => {
      if (!this.panel.open) return;
      const focused = this.root.activeElement;
      this.panel.close();
      this.raise();
      if (focused) focused.focus();
    });
    // the panel stays above an on-screen keyboard
    on(visualViewport, 'resize', () => this.panel.style.setProperty('--seen', visualViewport.height + 'px'));
  }

  async begin() {
    const { ui } = this;
    let state = kept('sessionStorage', this.key) || kept('localStorage', this.key, { open: false }) || blank();
    if (!await hold(state.id, state.live)) {
      state = { ...blank(), settings: { ...state.settings, remember: false } };
      hold(state.id);
    }
    if (this.ui !== ui) return;
    this.state = state;
    this.root.append(this.ui);
    this.draw();
    if (state.token && Date.now() - state.at > state.idle * 60000) this.end();
    this.look();
    this.setDraft(state.draft);
    if (this.page) this.bring();
    else if (state.settings.open ?? (this.hasAttribute('open') && !this.narrow.matches)) this.raise();
    this.quiet();  // what was said before a reload is not announced again
    if (this.page || this.panel.open || this.waiting.length || state.gone.length) this.pump();
  }

  save(live = true) {
    if (!this.state) return;
    this.state.live = live;
    const text = JSON.stringify(this.state);
    try {
      sessionStorage.setItem(this.key, text);
      if (this.state.settings.remember) localStorage.setItem(this.key, text);
    } catch { /* blocked or full: the conversation lives as long as the page */ }
  }

  forgetDevice() {
    this.state.settings.remember = false;
    try { localStorage.removeItem(this.key); } catch { /* blocked: nothing is there */ }
    this.save();
  }

  get waiting() { return this.state.turns.filter(turn => turn.waiting); }

  look() {
    const { size, theme } = this.state.settings;
    const wanted = theme || this.getAttribute('theme');
    this.ui.classList.toggle('dark', wanted === 'dark' || (wanted !== 'light' && this.shades.matches));
    this.ui.style.setProperty('--size', size || 1);
    const color = this.getAttribute('color');
    if (!color || !CSS.supports('color', color)) return;
    // words on the clinic's colour are black or white, whichever is easier to read
    const pen = make('canvas').getContext('2d');
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    const rgb = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    const [r, g, b] = rgb.map(n => (n / 255) ** 2.2);
    this.ui.style.setProperty('--brand', `rgb(${rgb})`);
    this.ui.style.setProperty('--on-brand', 0.21 * r + 0.72 * g + 0.07 * b > 0.18 ? '#000' : '#fff');
  }

  open() {
    if (this.page || this.panel.open) return;
    this.raise();
    if (!this.narrow.matches && this.state.turns.some(turn => turn.who === 'you')) this.box.focus();
    else this.heading.focus();
    if (!this.state.token) this.pump();
  }

  // On a small screen the panel covers the page, which is out of reach until it is closed.
  raise() {
    if (this.narrow.matches) {
      this.panel.showModal();
      this.heading.focus();
    } else this.panel.setAttribute('open', '');  // show() would take the focus
    this.opened(true);
    this.bring();
  }

  close() {
    if (!this.panel.open) return;
    this.panel.close();
    this.show('');
    this.opened(false);
    this.launcher.focus();
  }

  opened(open) {
    this.launcher.hidden = open;
    this.launcher.setAttribute('aria-expanded', open);
    this.state.settings.open = open;
    this.toggleAttribute('open', open);
    this.save();
  }

  rich(text) {
    const parts = [];
    let end = 0;
    for (const { 0: found, index } of text.matchAll(this.links)) {
      parts.push(text.slice(end, index), this.numbers.includes(found) ? dial(found, found) : away(found, found));
      end = index + found.length;
    }
    return [...parts, text.slice(end)];
  }

  prose(text) {
    return str(text).split(/\n\s*\n/).flatMap(block => block.trim().split(/\n(?=- )/)).reduce((nodes, part) => {
      const last = nodes[nodes.length - 1];
      const item = part.startsWith('- ') && make('li', null, this.rich(part.slice(2)));
      if (item && last && last.tagName === 'UL') last.append(item);
      else if (item) nodes.push(make('ul', null, item));
      else if (part) nodes.push(p(this.rich(part)));
      return nodes;
    }, []);
  }

  source({ title, link: address, publisher, year, seen }, shown) {
    const about = [publisher, year, say('read_' + seen)].map(str).filter(Boolean).join(', ');
    return make('li', null, away(address, str(title) || str(address)), about && make('div', null, about), shown && make('div', null, str(address)));
  }

  stamp({ edition, review }) {
    return review && p([edition && say('edition', { date: day(edition) }), str(review)].filter(Boolean).join(' · '), 'stamp');
  }

  article({ who, text, waiting, first, message }) {
    const unseen = key => make('h2', { class: 'unseen' }, say(key));
    if (who === 'note') return p(str(text), 'note small');
    if (who === 'you') return make('article', { class: waiting ? 'you waiting' : 'you', tabindex: '-1' }, unseen('you'), make('p', { tabindex: str(text).length > 200 && '0' }, str(text)));
    const custom = customOf(message);
    const level = levelOf(message);
    const sources = list(custom.sources);
    const buttons = list(message && message.buttons);
    const calls = { emergency: [this.emergency, this.phone], crisis: [SERVED.crisis, this.emergency] }[level] || [level && this.phone];
    const question = first ? say('first') : str(custom.question);
    return make('article', { class: (first ? 'guide first' : 'guide') + (level && ' level') + (isNow(level) ? ' now' : '') },
      question ? h2(question) : unseen('guide'),
      level && make('p', { class: 'badge' }, icon('M12 3 2 20h20L12 3Zm0 7v4m0 3v.1'), say(level === 'emergency' ? level : 'important')),
      make('div', { class: 'said' }, this.prose(message && message.text)),
      row(calls.map(numberIn).filter(Boolean).map(number => dial(number, say('call', { number }), 'call'))),
      sources.length > 0 && make('details', null, make('summary', null, say('sources', { count: sources.length })), make('ul', null, sources.map(source => this.source(source)))),
      this.stamp(custom),
      buttons.length > 0 && make('ul', { class: 'row choices', role: 'list' }, buttons.map(({ title, button: payload }) =>
        make('li', null, make('button', { type: 'button', click: () => this.send(str(title), payload) }, str(title))))));
  }

  draw() {
    this.views = new Map();
    this.log.replaceChildren(make('article', { class: 'guide' }, h2(this.getAttribute('greeting') || say('hello')),
      make('ul', null, ['machine', 'limits', 'kept'].map(key => make('li', null, say('about_' + key, { minutes: this.state.idle }))))));
    this.state.turns.forEach(turn => this.place(turn));
  }

  place(turn, before) {
    const node = this.article(turn);
    this.views.set(turn, node);
    this.log.insertBefore(node, before || null);
  }

  // A reply goes before what still waits to be sent.
  add(turn) {
    const { turns } = this.state;
    const next = turn.who === 'you' ? undefined : this.waiting[0];
    turns.splice(next ? turns.indexOf(next) : turns.length, 0, turn);
    this.place(turn, this.views.get(next));
    this.save();
    return turn;
  }

  get scroller() { return this.log.scrollHeight > this.log.clientHeight + 1 ? this.log : this.panel; }

  // Somebody who scrolled up to read is not moved.
  get follows() { return this.scroller.scrollTop >= this.rest - 40; }

  // An answer is read from its beginning.
  bring(turn = this.state.turns.filter(other => other.who === 'you').pop()) {
    const node = this.views.get(turn);
    if (node) this.scroller.scrollTop += node.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - 12;
    this.rest = this.scroller.scrollTop;
  }

  quiet() {
    this.log.setAttribute('aria-live', 'off');
    clearTimeout(this.loud);
    this.loud = setTimeout(() => this.log.setAttribute('aria-live', 'polite'), 500);
  }

  setDraft(text) {
    this.box.value = this.state.draft = str(text);
    this.save();
  }

  sendBox() {
    const text = this.box.value.trim();
    this.box.focus();
    if (!text) return;
    this.setDraft('');
    this.send(text);
  }

  send(text, payload) {
    this.alarm.replaceChildren();
    const turn = this.add({ who: 'you', id: unique(), text, button: payload, waiting: true });
    if (payload) this.views.get(turn).focus();  // the pressed button is gone
    this.bring(turn);
    this.pump();
  }

  async call(method, path, body, token = this.state.token) {
    const response = await fetch(this.server + path, {
      method, signal: AbortSignal.timeout(30000), cache: 'no-store', credentials: 'omit', body: body && JSON.stringify(body),
      headers: { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: 'Bearer ' + token }) },
    });
    const { ok, status, headers } = response;
    // what is not JSON comes from something in between, and is no answer
    const data = await response.json().catch(error => { if (status === 401) return {}; throw error; });
    return { ok, status, data, messages: list(data.messages), after: Number(headers.get('Retry-After')) };
  }

  // Sends what waits, in order, one at a time.
  async pump() {
    const { state } = this;
    if (this.busy === state) return;
    this.busy = state;
    clearTimeout(this.timer);
    const tell = key => this.status.replaceChildren(p(say(key)));
    const slow = setTimeout(tell, 8000, 'slow');
    try {
      while (this.state === state) {
        if (!state.token) await this.startSession(state);
        else if (this.waiting.length) {
          tell('writing');
          await this.deliver(state, this.waiting[0]);
        } else if (state.gone.length) await this.bury();
        else break;
      }
      this.tries = 0;
      if (this.state === state) this.setTrouble();
    } catch (problem) {
      if (this.state === state) {
        this.setTrouble(list(problem.messages).map(message => str(message.text)).join('\n\n') || say(navigator.onLine ? 'unreachable' : 'offline'));
        this.tries = (this.tries || 0) + 1;
        this.timer = setTimeout(() => this.pump(), 1000 * (problem.after || Math.min(60, 2 ** this.tries)));
      }
    }
    clearTimeout(slow);
    if (this.busy !== state) return;
    this.busy = null;
    this.status.replaceChildren();
  }

  async startSession(state) {
    const got = await this.call('POST', 'api/sessions', {}, '');
    if (!got.data.token) throw got;
    state.token = str(got.data.token);
    state.idle = Number(got.data.idle_minutes) || state.idle;
    state.at = Date.now();
    if (this.state !== state) return;
    const buttons = got.messages.flatMap(message => list(message.buttons));
    if (buttons.length && !state.turns.length) this.add({ who: 'guide', first: true, message: { buttons } });
    this.save();
  }

  async deliver(state, turn) {
    const { id, text, button: payload } = turn;
    const got = await this.call('POST', 'api/messages', payload ? { id, button: payload } : { id, text });
    if (this.state !== state || !state.turns.includes(turn)) return;
    const { status, messages } = got;
    const raised = messages.some(levelOf);
    if (status === 401) {
      this.end();
      if (turn.again) throw got;
      turn.again = true;
      if (!raised) return;
    }
    // sent again later with the same id, so that it is answered once
    if (!raised && (status >= 500 || [408, 425, 429].includes(status) || !messages.length)) throw got;
    state.at = Date.now();
    const { follows } = this;
    if (messages.some(message => customOf(message).kind === 'start_over')) {
      state.turns = this.waiting.filter(other => other !== turn);
      this.draw();
    } else {
      turn.waiting = false;
      this.views.get(turn).classList.remove('waiting');
    }
    const first = messages.map(message => this.reply(message))[0];
    if (status === 413 && !this.box.value) this.setDraft(text);
    if (follows && !raised) this.bring(state.turns.includes(turn) ? turn : first);
    this.save();
  }

  // An alarm is announced at once, by its own live region instead of the log's.
  reply(message) {
    const level = levelOf(message);
    if (level) {
      this.quiet();
      this.alarm.replaceChildren(say(level === 'emergency' ? level : 'important') + '. ', ...this.prose(message.text));
      this.show('');
      if (!this.page && !this.panel.open) this.raise();
    }
    const turn = this.add({ who: 'guide', message });
    if (level) this.bring(turn);
    return turn;
  }

  // The guide has forgotten the conversation.
  end() {
    this.state.token = '';
    if (this.state.turns.some(turn => turn.who === 'guide' && !turn.first)) this.add({ who: 'note', text: say('ended') });
    this.save();
  }

  setTrouble(text) {
    const said = this.trouble.firstChild;
    if (text && said && said.textContent === text) return;
    this.trouble.hidden = !text;
    this.trouble.replaceChildren(...text ? [
      p(this.rich(text)), this.phone && p(this.rich(say('team', { phone: this.phone }))),
      row(button('retry', () => { this.box.focus(); this.pump(); }), this.waiting.length > 0 && button('take_back', () => this.takeBack(), 'plain')),
    ].filter(Boolean) : []);
    if (text && this.follows) this.bring();
  }

  takeBack() {
    const { waiting } = this;
    this.state.turns = this.state.turns.filter(turn => !turn.waiting);
    this.draw();
    this.setDraft([...waiting.filter(turn => !turn.button).map(turn => turn.text), this.box.value].filter(Boolean).join('\n'));
    this.setTrouble();
    this.box.focus();
  }

  // `gone` are conversations that the server has still to delete.
  leave() {
    const { token, gone, settings, idle } = this.state;
    this.state = { ...blank(), idle, settings, gone: token ? [...gone, token] : gone };
    hold(this.state.id);
    clearTimeout(this.timer);
    this.alarm.replaceChildren();
    this.status.replaceChildren();
    this.setTrouble();
    this.setDraft('');
    this.draw();
    this.show('');
    this.heading.focus();
  }

  async bury() {
    const { state } = this;
    const got = await this.call('DELETE', 'api/session', null, state.gone[0]);
    if (!got.ok && got.status !== 401) throw got;
    state.gone.shift();
    this.save();
    return got.messages.map(message => str(message.text)).join('\n');
  }

  async deleteAll() {
    this.leave();
    this.forgetDevice();
    const { state } = this;
    let told = '';
    try {
      while (state.gone.length) told = await this.bury();
      told = told || say('deleted');
    } catch {
      told = say('delete_later', { minutes: state.idle });
      this.timer = setTimeout(() => this.pump(), 5000);
    }
    if (this.state === state) this.add({ who: 'note', text: told });
  }

  show(name) {
    const first = this.side.hidden;
    if (!name && first) return;
    this.chat.hidden = this.menuButton.hidden = Boolean(name);
    this.side.hidden = !name;
    if (first) this.opener = name === 'report' ? this.pasteButton : this.menuButton;
    if (!name) return this.opener.focus();
    this.side.className = 'side ' + name;
    this.side.replaceChildren(...[button('back', () => this.show(''), 'plain'), ...this[name]()].filter(Boolean));
    this.side.scrollTop = this.panel.scrollTop = 0;
    const heading = this.side.querySelector('h2');
    heading.tabIndex = -1;
    heading.focus();
  }

  menu() {
    const { settings, idle } = this.state;
    const pick = (name, values) => make('fieldset', null, make('legend', null, say(name)), Object.entries(values).map(([key, value]) =>
      make('label', { class: 'pick' }, make('input', { type: 'radio', name, checked: value === (settings[name] || ''), change: () => {
        settings[name] = value;
        this.look();
        this.save();
      } }), say(key))));
    return [
      h2(say('menu')),
      ...['summary', 'export', 'start_over', 'delete'].map(name => button(name, () => this.show(name))),
      pick('size', { size_1: '', size_2: 1.25, size_3: 1.5 }), pick('theme', { theme_auto: '', theme_light: 'light', theme_dark: 'dark' }),
      make('label', { class: 'pick' }, make('input', { type: 'checkbox', checked: settings.remember, 'aria-describedby': 'means', change: event => {
        settings.remember = event.target.checked;
        settings.remember ? this.save() : this.forgetDevice();
      } }), say('remember')), make('p', { class: 'small', id: 'means' }, say('remember_means', { minutes: idle })),
    ];
  }

  sure(key, act) {
    return [h2(say(key + '_title')), p(say(key + '_means')), row(button(key, act, 'main'), button('keep', () => this.show('')))];
  }

  start_over() { return this.sure('start_over', () => { this.leave(); this.pump(); }); }

  delete() { return this.sure('delete', () => this.deleteAll()); }

  report() {
    const long = make('p', { class: 'small', role: 'status' });
    const keep = () => {
      const { value: { length } } = box;
      this.state.report = box.value;
      this.save();
      long.textContent = length > SERVED.limit ? say('report_long', { count: length, limit: SERVED.limit }) : '';
    };
    const box = make('textarea', { id: 'words', autocomplete: 'off', 'aria-describedby': 'names', input: keep });
    box.value = str(this.state.report);
    keep();
    const written = (x, y, text) => make('*text', { x, y }, text);
    return [
      h2(say('report_title')), p(say('report_find')),
      make('*svg', { class: 'drawing', viewBox: '0 0 340 150', role: 'img', 'aria-label': say('report_drawing') },
        make('*path', { class: 'bar', d: 'M24 22h120M24 38h170M24 54h150M24 128h140M146 88h46' }), make('*path', { class: 'mark', d: 'M20 72h180v32H20z' }),
        make('*path', { d: 'M20 104v10M200 72V62M212 88h24m-7-6 7 6-7 6m23-22h64v32h-64z' }), written(28, 94, 'HER2 (ERBB2)'), written(262, 94, say('copy'))),
      ...[1, 2, 3].map(n => p(`${n}. ` + say('report_step' + n))), p(say('report_scan')), p(say('attachment')),
      make('label', { for: 'words' }, say('report_label')), make('p', { class: 'small', id: 'names' }, say('hint')), box, long,
      row(button('report_send', () => {
        const text = box.value.trim();
        if (!text) return box.focus();
        this.state.report = '';
        this.show('');
        this.send(text);
      }, 'main')),
    ];
  }

  paper(...content) {
    const sheet = make('div', { class: 'paper' }, content);
    const told = make('p', { class: 'small', role: 'status' });
    const save = (text, type, end) => make('a', { href: URL.createObjectURL(new Blob([text], { type })), download: say('file') + end }).click();
    const fill = page => {
      Object.assign(page.documentElement, { lang: SERVED.lang, dir: words.dir });
      page.title = sheet.firstChild.textContent;
      page.body.appendChild(page.createElement('main')).append(page.importNode(sheet, true));
      return page;
    };
    return [sheet, row(
      button('print', () => {
        const frame = make('iframe', { class: 'unseen', title: say('print'), 'aria-hidden': 'true', load: () => {
          const view = frame.contentWindow;
          const style = new view.CSSStyleSheet();
          style.replaceSync(PAPER);
          fill(view.document).adoptedStyleSheets = [style];
          view.onafterprint = () => setTimeout(() => frame.remove());
          view.print();
        } });
        this.ui.append(frame);
      }, 'main'),
      button('save_text', () => save(sheet.innerText, 'text/plain;charset=utf-8', '.txt')),
      button('save_page', () => {
        const page = fill(document.implementation.createHTMLDocument());
        const html = page.documentElement.outerHTML.replace(/(<\/?h)([23])/g, (all, tag, level) => tag + (level - 1));
        save('<!DOCTYPE html>' + html.replace('<head>', `<head><meta charset="utf-8"><style>${PAPER}</style>`), 'text/html', '.html');
      }),
      button('copy', async () => {
        try {
          await navigator.clipboard.writeText(sheet.innerText);
          told.textContent = say('copied');
        } catch { told.textContent = say('not_copied'); }
      })), told];
  }

  summary() {
    const parts = [];
    let asked = {};
    for (const turn of this.state.turns) {
      const custom = customOf(turn.message);
      if (turn.who === 'you') asked = turn;
      else if (/^(answer|definition|result|safety)$/.test(custom.kind)) {
        parts.push(make('h3', null, str(custom.question) || str(asked.text)), asked.text && !asked.button && small(`${say('you')}: ${str(asked.text)}`),
          ...this.prose(turn.message.text), make('ul', { class: 'small' }, list(custom.sources).map(source => this.source(source, true))), this.stamp(custom));
      }
    }
    const title = h2(say('summary_title'));
    if (!parts.length) return [title, p(say('summary_empty'))];
    return this.paper(title, small(say('summary_about', { date: day(Date.now()) })), small(SERVED.clinic), ...parts,
      make('h3', null, say('summary_notes')), make('hr'), make('hr'), make('hr'), small(this.urgent));
  }

  export() {
    const all = make('pre', { role: 'status' }, say('slow'));
    this.call('GET', 'api/export').then(got => { all.textContent = got.ok ? lines(got.data).trim() : say('export_failed'); }, () => { all.textContent = say('export_failed'); });
    return this.paper(h2(say('export')), small(say('export_about')), all);
  }
}

customElements.define('her2-assistant', Assistant);

function embed() {
  const given = script ? script.dataset : {};
  if (given.auto !== 'off' && !document.querySelector('her2-assistant')) document.body.append(make('her2-assistant', { ...given }));
}
document.readyState === 'loading' ? document.addEventListener('DOMContentLoaded', embed) : embed();
})();
