// Small helps on top of pages that work without them. No framework, no eval, nothing stored but one preference. ES2017 (Chrome 109).
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const words = document.body.dataset;
  const skew = words.now ? Date.parse(words.now) - Date.now() : 0; // the server's clock counts, not the machine's

  // ── Viet Nam's wall clock as if it were UTC, so that day arithmetic needs no time zone ──
  const HOUR = 3600e3, DAY = 24 * HOUR;
  const vietnamNow = () => Date.now() + skew + 7 * HOUR;
  const startOfDay = (at) => at - (at % DAY);
  const pad = (n) => String(n).padStart(2, "0");
  const showDay = (at) => { const d = new Date(at); return `${pad(d.getUTCDate())}/${pad(d.getUTCMonth() + 1)}/${d.getUTCFullYear()}`; };

  // ── Single-letter keys can be turned off (WCAG 2.1.4) ──
  const PREFERENCE = "hoanhap.single-keys";
  const singleKeys = () => { try { return localStorage.getItem(PREFERENCE) !== "off"; } catch (refused) { return true; } };
  const shown = (element) => element && element.offsetParent !== null;
  const typing = (element) => element.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName);

  function openHelp() {
    const dialog = document.getElementById("phim-tat");
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form && form.method === "post") { event.preventDefault(); form.requestSubmit(form.querySelector("button.btn-primary[type=submit], button.btn-primary:not([type])")); }
      return;
    }
    if (event.key === "Escape") all(".hn-menu[open]").forEach((menu) => { menu.open = false; menu.firstElementChild.focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || document.querySelector("dialog[open]") || !singleKeys()) return;
    if (event.key === "?") { event.preventDefault(); openHelp(); return; }
    const key = event.key.toLowerCase();
    if (key !== "/" && key !== "n") return;
    const target = all(`[data-key="${key}"]`).filter(shown).pop() || document.querySelector(`[data-key-anywhere="${key}"]`);
    if (!target) return;
    event.preventDefault();
    if (typing(target)) { target.focus(); target.select(); } else target.click();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-single-keys]")) return;
    try { localStorage.setItem(PREFERENCE, event.target.checked ? "on" : "off"); } catch (refused) { /* private window: the choice lasts for this page */ }
  });

  // ── Openers: the help dialog, the menu; a click beside the menu closes it ──
  document.addEventListener("click", (event) => {
    all(".hn-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const opener = event.target.closest("[data-open]");
    if (opener) {
      const target = document.getElementById(opener.dataset.open);
      if (!target || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      if (target.tagName === "DIALOG") openHelp(); else { target.open = true; target.firstElementChild.focus(); }
    }
    const locked = event.target.closest('[aria-disabled="true"]');
    if (locked) event.preventDefault();
    const reveal = event.target.closest("[data-reveal]");
    if (reveal) {
      const field = document.getElementById(reveal.getAttribute("aria-controls"));
      const show = field.type === "password";
      field.type = show ? "text" : "password";
      reveal.setAttribute("aria-pressed", String(show));
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // ── Arrow keys in result lists; the search box above hands its arrows over (data-list-for="id"); Escape leads back to it ──
  document.addEventListener("keydown", (event) => {
    const list = event.key === "Escape" && event.target.closest("[data-list]");
    const box = list && document.querySelector(`[data-list-for="${list.id}"]`);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });
  document.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key) || event.altKey || event.ctrlKey) return;
    const source = event.target.closest("[data-list-for]");
    const list = source ? document.getElementById(source.dataset.listFor) : event.target.closest("[data-list]");
    if (!list || (source && event.key !== "ArrowDown")) return;
    const links = all("a[href]", list).filter(shown);
    if (!links.length) return;
    const at = links.indexOf(document.activeElement.closest("a"));
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    event.preventDefault();
    if (next < 0) { const box = document.querySelector(`[data-list-for="${list.id}"]`); if (box) box.focus(); return; }
    links[Math.min(next, links.length - 1)].focus();
  });

  // ── Typed days: h, -1, 23/11, 23112026 become 23/11/2026; the weekday stands beside. The server reads the same (kit.dates.parse_day) ──
  function readDay(text) {
    const typed = text.trim().toLowerCase();
    const today = startOfDay(vietnamNow());
    if (typed === "h") return today;
    if (/^-\d{1,3}$/.test(typed)) return today + Number(typed) * DAY;
    const match = typed.match(/^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?$/) || typed.match(/^(\d{2})(\d{2})(\d{4})$/);
    if (!match) return null;
    const [day, month, year] = [Number(match[1]), Number(match[2]), Number(match[3] || new Date(today).getUTCFullYear())];
    const at = Date.UTC(year, month - 1, day);
    return new Date(at).getUTCDate() === day && new Date(at).getUTCMonth() === month - 1 ? at : null;
  }
  function showWeekday(field) {
    const place = field.parentElement.querySelector("[data-weekday]");
    if (!place) return;
    const at = readDay(field.value);
    place.textContent = at === null ? "" : words.wWeekdays.split("|")[(new Date(at).getUTCDay() + 6) % 7];
  }
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-day]")) {
      const at = readDay(field.value);
      if (at !== null && field.value !== showDay(at)) field.value = showDay(at);
      showWeekday(field);
    } else if (field.matches("[data-clock]")) {
      const match = field.value.trim().match(/^(\d{1,2})\s*(?:[:.h]\s*(\d{2})?)?$/i) || field.value.trim().match(/^(\d{2})(\d{2})$/);
      if (match && Number(match[1]) < 24 && Number(match[2] || 0) < 60) field.value = `${pad(Number(match[1]))}:${match[2] || "00"}`;
    }
  }, true);

  // ── One box ticks all boxes of its name in the same form; it shows when only some are ticked ──
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    const all_of = (name) => all(`input[type=checkbox][name="${name}"]`, form);
    if (event.target.matches("[data-check-all]")) all_of(event.target.dataset.checkAll).forEach((box) => { box.checked = event.target.checked; });
    const head = all("[data-check-all]", form).find((box) => box.dataset.checkAll === event.target.name);
    if (head) {
      const boxes = all_of(event.target.name), ticked = boxes.filter((box) => box.checked).length;
      head.checked = ticked === boxes.length;
      head.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  });

  // ── One submit a form; usable again when the browser comes back to the page ──
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-guard]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    all("button[type=submit], button:not([type])", form).forEach((button) => button.setAttribute("aria-busy", "true"));
  });
  const release = (root) => all("[data-guard]", root).concat(root.matches && root.matches("[data-guard]") ? [root] : []).forEach((form) => {
    delete form.dataset.sent;
    all("[aria-busy]", form).forEach((button) => button.removeAttribute("aria-busy"));
  });
  window.addEventListener("pageshow", () => release(document));
  ["htmx:afterRequest", "htmx:sendError", "htmx:responseError"].forEach((name) => document.addEventListener(name, (event) => release(event.target)));

  // ── A form that an answer would fill anew (data-typed) stays as it is once somebody has typed in it while the answer was under way ──
  document.addEventListener("input", (event) => { const form = event.target.closest("form[data-typed]"); if (form) form.dataset.typed = "yes"; });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.querySelector('form[data-typed="yes"]')) event.detail.shouldSwap = false;
  });

  // ── Relative times, once a minute, without aria-live; the same words as kit.formats.remaining ──
  const say = (kind, count) => words[`w${kind}${count === 1 ? "One" : "Many"}`].replace("{}", String(count).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === "en" ? "," : "."));
  function hours(minutes) {
    const whole = Math.floor(minutes / 60), rest = minutes % 60, parts = [];
    if (whole) parts.push(say("Hour", whole));
    if (rest && whole < 100) parts.push(say("Minute", rest));
    return parts.join(" ") || words.wMoment;
  }
  function remaining(stamp, now) {
    const exact = stamp.includes("T");
    const on = Date.parse(stamp.slice(0, 10) + "T00:00Z");
    const limit = exact ? Date.parse(stamp + "Z") : on + DAY;
    const over = exact ? now > limit : now >= limit;
    const gap = Math.abs(limit - now);
    const days = exact ? 0 : over ? Math.floor(gap / DAY) : Math.round((on - startOfDay(now)) / DAY);
    const amount = days ? say("Day", days) : hours(Math.floor(gap / 60e3));
    return words[over ? "wOver" : "wLeft"].replace("{}", amount);
  }
  function tick() {
    const now = vietnamNow();
    all("[data-due]").forEach((place) => {
      const text = remaining(place.dataset.due, now);
      if (place.textContent !== text) place.textContent = text;
    });
  }

  // ── Start of a page and of every swapped part ──
  function start(root) {
    all("[data-day]", root).forEach(showWeekday);
    all("[data-reveal]", root).forEach((button) => { button.hidden = false; });
    all("[data-single-keys]", root).forEach((box) => { box.checked = singleKeys(); });
    all("[data-hide-void]", root).forEach((box) => {
      const hide = () => document.getElementById(box.getAttribute("aria-controls")).classList.toggle("hn-hide-void", !box.checked);
      box.addEventListener("change", hide);
      hide();
    });
    const summary = root.querySelector("[data-focus]");
    if (summary) summary.focus();
  }
  start(document);
  const opened = new WeakMap();  // a disclosure that the reader opened stays open when its part of the page is renewed
  const summaries = (part, which) => [...part.querySelectorAll(`details${which} > summary`)];
  document.addEventListener("htmx:beforeSwap", (event) => opened.set(event.target, summaries(event.target, "[open]").map((one) => one.textContent)));
  document.addEventListener("htmx:afterSwap", (event) => {
    const before = opened.get(event.target) || [];
    summaries(event.target, "").forEach((one) => { if (before.includes(one.textContent)) one.parentElement.open = true; });
    start(event.target);
  });
  setInterval(tick, 60e3);
  document.addEventListener("visibilitychange", tick); // a machine that slept
})();
