"use strict";
/* The one script. Every page works without it; it saves while one types, closes a page that was left
   alone, and takes one away quickly. It keeps nothing in the browser, and its sentences stand in the
   page (data attributes of body), so that they can be translated. */
(() => {
  const body = document.body;
  const says = body.dataset;
  const token = document.querySelector('meta[name="reflect-token"]')?.content;   // only when signed in
  const exit = document.querySelector("a.leave");
  const dialog = document.getElementById("idle");
  const closed = document.getElementById("closed");
  const form = document.querySelector("form[data-draft], form[data-keep]");
  const state = document.querySelector("[data-draft-state]");
  const tabs = token && "BroadcastChannel" in window ? new BroadcastChannel("reflect") : null;
  const PAUSE = 1200, RETRY = 15000, TWICE = 3000;   // milliseconds
  const MOST_UNANSWERED = 50;

  let last = Date.now();   // the last load or answered request, in any tab
  let typed = last;        // the last change by hand; a laptop that wakes up may save it much later
  let gone = false;        // this page has been closed; nothing of it is shown again
  let leaving = false;     // a form is on its way

  const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

  const post = (url, more = {}) => fetch(url, {
    method: "POST", headers: { "X-Reflect-Token": token }, redirect: "manual", cache: "no-store", ...more,
  });

  /* ---- saving while one types: one request at a time, the newest words win ---- */

  const draft = form?.dataset.draft && token ? form.dataset.draft : "";
  const ours = ([name]) => name !== "csrf_token" && name !== "edition";
  const words = () => JSON.stringify([...new FormData(form)].filter(ours));
  /* A form that came back after the lock, or two texts to choose from: on the page, and nowhere else. */
  const unsaved = form && (form.hasAttribute("data-keep") || /[?&]returned=/.test(location.search));
  let kept = form && !unsaved ? words() : "";
  let outcome = "saved";
  let flight = null, again = false, pause = 0;
  const dirty = () => Boolean(form && token) && words() !== kept;

  const tell = (what) => {
    outcome = what;
    if (!state || gone || !says[what] || state.dataset.tells === what) return;
    state.textContent = says[what];
    if ((state.dataset.tells = what) !== "conflict") return;
    const button = document.createElement("button");   // sent as it is, it leads to both texts
    button.className = "button second";
    button.setAttribute("form", form.id);
    button.textContent = says.choose;
    state.append(" ", button);
  };

  const randomEdition = () => Array.from(
    crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /* An answer can be lost after the words were stored. So a save names the edition that it makes, and
     the form carries the editions of unanswered saves: the next save is no conflict with them. */
  const buildSave = () => {
    const data = new FormData(form), next = randomEdition();
    data.set("next", next);
    const edition = form.elements.namedItem("edition"), [read, ...unanswered] = edition.value.split(" ");
    edition.value = [read, ...unanswered.slice(-MOST_UNANSWERED), next].join(" ");
    return data;
  };

  const send = async () => {
    const [sent, since] = [words(), typed];
    const hidden = gone || document.visibilityState === "hidden";
    const keepalive = hidden && sent.length < 50000;   // what may outlive a page has a limit
    const signal = AbortSignal.timeout?.(RETRY);
    try {
      const answer = await post(draft, { body: buildSave(), keepalive, signal });
      if (answer.status >= 500) return "waiting";
      if (!answer.ok) return { 401: "locked", 409: "conflict" }[answer.status] ?? "refused";
      form.elements.namedItem("edition").value = (await answer.json()).edition;
    } catch {
      return "waiting";
    }
    kept = sent;
    seen(since);
    return "saved";
  };

  const save = () => {
    clearTimeout(pause);
    again = true;
    flight ??= (async () => {
      let found;
      do {
        again = false;
        found = await send();
      } while (again && found === "saved" && dirty());
      flight = null;
      tell(found);
      if (found === "locked") shut("");
      settle();
      return found;
    })();
    return flight;
  };

  if (draft) {
    const may = () => dirty() && !leaving && !gone && outcome !== "conflict";
    const retry = () => { if (outcome === "waiting" && !leaving && dirty()) save(); };
    for (const change of ["input", "change"]) form.addEventListener(change, () => {
      typed = Date.now();
      clearTimeout(pause);
      pause = setTimeout(() => { if (may()) save(); }, PAUSE);
    });
    addEventListener("online", retry);
    setInterval(retry, RETRY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && may()) save();
    });
    state?.setAttribute("role", "status");
    if (!unsaved) tell("saved");
  }

  addEventListener("beforeunload", (event) => {
    if (draft && outcome !== "saved" && !gone && !leaving && dirty()) event.preventDefault();
  });

  /* ---- sending a form: once, and only when the words of a check-in have arrived ---- */

  const sent = new WeakMap();
  let passed = false;

  const sendOn = async (one, button) => {
    const found = await save();
    if (found === "waiting") {
      state?.scrollIntoView({ block: "center" });
    } else if (found !== "locked") {
      passed = true;
      one.requestSubmit(button);
      passed = false;
    }
  };

  addEventListener("submit", (event) => {
    const one = event.target;
    const first = draft && !passed && outcome !== "conflict";
    if (Date.now() - (sent.get(one) ?? 0) < TWICE) {
      event.preventDefault();
    } else if (first && (flight || dirty() || !navigator.onLine)) {
      event.preventDefault();
      sendOn(one, event.submitter);
    } else {
      sent.set(one, Date.now());
      leaving = true;
      clearTimeout(pause);
      setTimeout(() => { leaving = false; }, TWICE);
      for (const input of one.querySelectorAll('[data-was="password"]')) input.type = "password";
      if (one.hasAttribute("data-sign-out")) tabs?.postMessage({ left: true });
    }
  });

  /* ---- a page left alone: a warning, then an empty page ---- */

  const quiet = () => Date.now() - last;

  function seen(when = Date.now()) {   // an answer that comes late tells of what was done before
    if (gone || when < last) return;
    last = when;
    tabs?.postMessage({ seen: last });
    dialog.close();
  }

  const signOut = () => out ??= post(says.signOutAt, { keepalive: true }).catch(() => { out = null; });

  const part = (name) => body.querySelector(`[data-when="${name}"]`);
  let ending = false, out = null;   // after 15 quiet minutes the session ends too, once the words are safe

  function settle() {
    if (!part("held")) return;
    part("held").hidden = !dirty();
    part("saved").hidden = !draft || dirty();
    if (ending && outcome !== "waiting" && outcome !== "locked") signOut();
  }

  /* Words that could not be saved stay in memory, out of sight. Signing in from here carries them
     along: the sign-in page gives this browser a token, and the form is sent as if by hand. */
  const handOver = async (url) => {
    try {
      const answer = await signOut().then(() => fetch(url, { cache: "no-store" }));   // it changes the token
      const there = new DOMParser().parseFromString(await answer.text(), "text/html");
      form.elements.namedItem("csrf_token").value = there.querySelector('[name="csrf_token"]').value;
      form.setAttribute("hidden", "");
      body.append(form);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      part("offline").hidden = false;
    }
  };

  async function shut(why) {
    if (gone) return;
    gone = true;
    const page = Object.assign(document.createElement("main"), { className: "page", tabIndex: -1 });
    page.append(closed.content.cloneNode(true));
    body.replaceChildren(page);
    page.focus();
    document.title = "Reflect";
    part("idle").hidden = why !== "idle";
    const link = page.querySelector("a");
    link.href += `?next=${encodeURIComponent(location.pathname)}`;
    link.addEventListener("click", (event) => {
      if (dirty()) { event.preventDefault(); handOver(link.href); }
    });
    if (why === "idle") {
      if (draft && dirty()) await save();
      await wait(PAUSE);   // other tabs close in this moment too, and save before the session ends
      ending = true;
    }
    settle();
  }

  const check = async () => {
    if (gone || quiet() < says.warn * 1000) return;
    tabs?.postMessage({ ask: true });
    await wait(500);
    if (gone || quiet() < says.warn * 1000) return;
    if (quiet() >= says.lock * 1000) shut("idle");
    else if (!dialog.open) dialog.showModal();
  };

  const stay = async () => {
    const trouble = dialog.querySelector("[data-stay-trouble]");
    trouble.hidden = true;
    try {
      const answer = await post(says.stayAt);
      if (answer.status === 401) return shut("");
      if (answer.ok) return seen();
    } catch { /* said below */ }
    trouble.hidden = false;
  };

  if (token) {
    setInterval(check, 5000);
    for (const back of ["focus", "pageshow", "visibilitychange"]) addEventListener(back, check, true);
    dialog.querySelector("[data-stay]").addEventListener("click", stay);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("keydown", (event) => {
      if (event.repeat || ["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      stay();
    });
    addEventListener("pageshow", (event) => {   // brought back by the back button: ask the server anew
      if (!event.persisted || gone) return;
      if (draft && dirty()) save();
      else location.reload();
    });
  }
  tabs?.postMessage({ seen: last });
  tabs?.addEventListener("message", ({ data }) => {
    if (data.left) shut("left");
    if (gone) return;
    if (data.ask) tabs.postMessage({ seen: last });
    if (!(data.seen > last)) return;
    last = data.seen;
    dialog.close();
  });

  /* ---- leaving quickly ---- */

  const leave = async () => {
    const unsent = draft && !gone && dirty();
    const url = exit.href;
    gone = true;
    body.replaceChildren();
    document.title = "\u00a0";
    if (token) {
      if (unsent) await Promise.race([save(), wait(400)]);
      signOut();
      tabs?.postMessage({ left: true });
    }
    location.replace(url);
  };

  if (exit) {
    let escapes = [];
    exit.addEventListener("click", (event) => { event.preventDefault(); leave(); });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      escapes = [...escapes.filter((then) => event.timeStamp - then < 1000), event.timeStamp];
      if (escapes.length >= 3) leave();
    }, true);
  }

  /* ---- small things ---- */

  document.querySelector(".trouble")?.focus();
  const each = (what, then) => document.querySelectorAll(what).forEach(then);
  each("[data-script]", (one) => { one.hidden = false; });
  each("[data-print]", (button) => button.addEventListener("click", () => print()));
  each("[data-show]", (button) => {
    const input = document.getElementById(button.dataset.show);
    const [show, hide] = button.children;
    input.dataset.was = "password";
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      [show.hidden, hide.hidden] = [shown, !shown];
    });
  });

  /* The code of an invitation comes behind the #, which no server sees; then it leaves the address. */
  const code = document.querySelector("input[data-from-fragment], [data-from-fragment] input");
  const takeCode = () => {
    if (!/^#[0-9a-z-]{16,}$/i.test(location.hash)) return;   // the skip link has one as well
    code.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
  };
  if (code) for (const arrival of ["hashchange", "pageshow"]) addEventListener(arrival, takeCode);
})();
