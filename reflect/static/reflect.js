"use strict";
/* The main script. Every page works without it. It autosaves drafts, locks a page after idle time, and
   leaves the site at once on request. It stores nothing in the browser. Its sentences, URLs and times
   are data attributes of body, so that the sentences can be translated. */
(() => {
  const body = document.body;
  const settings = body.dataset;
  const token = document.querySelector('meta[name="reflect-token"]')?.content;   // only when logged in
  const exitLink = document.querySelector("a.leave");
  const dialog = document.getElementById("idle");
  const closedTemplate = document.getElementById("closed");
  const form = document.querySelector("form[data-draft], form[data-keep]");
  const stateElement = document.querySelector("[data-draft-state]");
  const tabs = token && "BroadcastChannel" in window ? new BroadcastChannel("reflect") : null;
  const SAVE_DELAY = 1200, RETRY_DELAY = 15000, DOUBLE_SUBMIT = 3000;   // milliseconds
  const MAX_PENDING_EDITIONS = 50;

  let lastActive = Date.now();   // time of the last load or successful request, in any tab
  let lastTyped = lastActive;    // time of the last input; after standby it may be saved much later
  let isClosed = false;          // this page was closed (locked or left) and shows nothing any more
  let isSubmitting = false;      // a form is being submitted

  const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

  const post = (url, options = {}) => fetch(url, {
    method: "POST", headers: { "X-Reflect-Token": token }, redirect: "manual", cache: "no-store", ...options,
  });

  /* ---- autosave: one request at a time, always of the newest text ---- */

  const draft = form?.dataset.draft && token ? form.dataset.draft : "";
  const isUserField = ([name]) => name !== "csrf_token" && name !== "edition";
  const serialiseFields = () => JSON.stringify([...new FormData(form)].filter(isUserField));
  /* A form that returned after a lock, or a choice between two texts: the server has not stored it. */
  const isNotStored = form && (form.hasAttribute("data-keep") || /[?&]returned=/.test(location.search));
  let savedFields = form && !isNotStored ? serialiseFields() : "";
  let outcome = "saved";
  let saving = null, saveAgain = false, pauseTimer = 0;
  const isDirty = () => Boolean(form && token) && serialiseFields() !== savedFields;

  const showState = (newState) => {
    outcome = newState;
    if (!stateElement || isClosed || !settings[newState] || stateElement.dataset.tells === newState) return;
    stateElement.textContent = settings[newState];
    if ((stateElement.dataset.tells = newState) !== "conflict") return;
    const button = document.createElement("button");   // submits the form, to show both texts
    button.className = "button second";
    button.setAttribute("form", form.id);
    button.textContent = settings.choose;
    stateElement.append(" ", button);
  };

  const randomEdition = () => Array.from(
    crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /* A response can be lost after the text was stored. So a save names the edition that it creates, and
     the form contains the editions of unanswered saves: the next save does not conflict with them. */
  const buildSave = () => {
    const data = new FormData(form), next = randomEdition();
    data.set("next", next);
    const edition = form.elements.namedItem("edition"), [stored, ...pending] = edition.value.split(" ");
    edition.value = [stored, ...pending.slice(-MAX_PENDING_EDITIONS), next].join(" ");
    return data;
  };

  const sendDraft = async () => {
    const [sent, typedAt] = [serialiseFields(), lastTyped];
    const isHidden = isClosed || document.visibilityState === "hidden";
    const keepalive = isHidden && sent.length < 50000;   // keepalive requests are limited to 64 KiB
    const signal = AbortSignal.timeout?.(RETRY_DELAY);
    try {
      const response = await post(draft, { body: buildSave(), keepalive, signal });
      if (response.status >= 500) return "waiting";
      if (!response.ok) return { 401: "locked", 409: "conflict" }[response.status] ?? "refused";
      form.elements.namedItem("edition").value = (await response.json()).edition;
    } catch {
      return "waiting";
    }
    savedFields = sent;
    markActive(typedAt);
    return "saved";
  };

  const save = () => {
    clearTimeout(pauseTimer);
    saveAgain = true;
    saving ??= (async () => {
      let result;
      do {
        saveAgain = false;
        result = await sendDraft();
      } while (saveAgain && result === "saved" && isDirty());
      saving = null;
      showState(result);
      if (result === "locked") closePage("");
      updateMessages();
      return result;
    })();
    return saving;
  };

  if (draft) {
    const maySave = () => isDirty() && !isSubmitting && !isClosed && outcome !== "conflict";
    const retry = () => { if (outcome === "waiting" && !isSubmitting && isDirty()) save(); };
    for (const change of ["input", "change"]) form.addEventListener(change, () => {
      lastTyped = Date.now();
      clearTimeout(pauseTimer);
      pauseTimer = setTimeout(() => { if (maySave()) save(); }, SAVE_DELAY);
    });
    addEventListener("online", retry);
    setInterval(retry, RETRY_DELAY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && maySave()) save();
    });
    stateElement?.setAttribute("role", "status");
    if (!isNotStored) showState("saved");
  }

  addEventListener("beforeunload", (event) => {
    if (draft && outcome !== "saved" && !isClosed && !isSubmitting && isDirty()) event.preventDefault();
  });

  /* ---- submitting a form: once, and only after the draft of a check-in was saved ---- */

  const submitTimes = new WeakMap();
  let isResubmitting = false;

  const saveAndSubmit = async (submitted, button) => {
    const result = await save();
    if (result === "waiting") {
      stateElement?.scrollIntoView({ block: "center" });
    } else if (result !== "locked") {
      isResubmitting = true;
      submitted.requestSubmit(button);
      isResubmitting = false;
    }
  };

  addEventListener("submit", (event) => {
    const submitted = event.target;
    const mustSave = draft && !isResubmitting && outcome !== "conflict";
    if (Date.now() - (submitTimes.get(submitted) ?? 0) < DOUBLE_SUBMIT) {
      event.preventDefault();
    } else if (mustSave && (saving || isDirty() || !navigator.onLine)) {
      event.preventDefault();
      saveAndSubmit(submitted, event.submitter);
    } else {
      submitTimes.set(submitted, Date.now());
      isSubmitting = true;
      clearTimeout(pauseTimer);
      setTimeout(() => { isSubmitting = false; }, DOUBLE_SUBMIT);
      for (const input of submitted.querySelectorAll('[data-was="password"]')) input.type = "password";
      if (submitted.hasAttribute("data-sign-out")) tabs?.postMessage({ left: true });
    }
  });

  /* ---- idle time: a warning, then a locked page ---- */

  const idleTime = () => Date.now() - lastActive;

  function markActive(moment = Date.now()) {   // a late response counts as activity at an earlier time
    if (isClosed || moment < lastActive) return;
    lastActive = moment;
    tabs?.postMessage({ seen: lastActive });
    dialog.close();
  }

  const signOut = () => signOutRequest ??= post(settings.signOutAt, { keepalive: true })
    .catch(() => { signOutRequest = null; });

  const messagePart = (name) => body.querySelector(`[data-when="${name}"]`);
  let isEnding = false, signOutRequest = null;   // the session ends too, once the text is saved

  function updateMessages() {
    if (!messagePart("held")) return;
    messagePart("held").hidden = !isDirty();
    messagePart("saved").hidden = !draft || isDirty();
    if (isEnding && outcome !== "waiting" && outcome !== "locked") signOut();
  }

  /* Text that could not be saved stays in memory, hidden. The link to the login submits it: the login
     page has a CSRF token for this browser, with which the form is submitted as if by the user. */
  const resubmitAfterLogin = async (url) => {
    try {
      /* The logout comes first, because it changes the token. */
      const response = await signOut().then(() => fetch(url, { cache: "no-store" }));
      const signInPage = new DOMParser().parseFromString(await response.text(), "text/html");
      form.elements.namedItem("csrf_token").value = signInPage.querySelector('[name="csrf_token"]').value;
      form.setAttribute("hidden", "");
      body.append(form);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      messagePart("offline").hidden = false;
    }
  };

  async function closePage(reason) {
    if (isClosed) return;
    isClosed = true;
    const page = Object.assign(document.createElement("main"), { className: "page", tabIndex: -1 });
    page.append(closedTemplate.content.cloneNode(true));
    body.replaceChildren(page);
    page.focus();
    document.title = "Reflect";
    messagePart("idle").hidden = reason !== "idle";
    const link = page.querySelector("a");
    link.href += `?next=${encodeURIComponent(location.pathname)}`;
    link.addEventListener("click", (event) => {
      if (isDirty()) { event.preventDefault(); resubmitAfterLogin(link.href); }
    });
    if (reason === "idle") {
      if (draft && isDirty()) await save();
      await wait(SAVE_DELAY);   // other tabs lock at the same time, and save before the session ends
      isEnding = true;
    }
    updateMessages();
  }

  const checkIdle = async () => {
    if (isClosed || idleTime() < settings.warn * 1000) return;
    tabs?.postMessage({ ask: true });
    await wait(500);
    if (isClosed || idleTime() < settings.warn * 1000) return;
    if (idleTime() >= settings.lock * 1000) closePage("idle");
    else if (!dialog.open) dialog.showModal();
  };

  const keepSignedIn = async () => {
    const failure = dialog.querySelector("[data-stay-trouble]");
    failure.hidden = true;
    try {
      const response = await post(settings.stayAt);
      if (response.status === 401) return closePage("");
      if (response.ok) return markActive();
    } catch { /* reported below */ }
    failure.hidden = false;
  };

  if (token) {
    setInterval(checkIdle, 5000);
    for (const eventName of ["focus", "pageshow", "visibilitychange"]) addEventListener(eventName, checkIdle, true);
    dialog.querySelector("[data-stay]").addEventListener("click", keepSignedIn);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("keydown", (event) => {
      if (event.repeat || ["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
      event.preventDefault();
      keepSignedIn();
    });
    addEventListener("pageshow", (event) => {   // restored by the back button: reload from the server
      if (!event.persisted || isClosed) return;
      if (draft && isDirty()) save();
      else location.reload();
    });
  }
  tabs?.postMessage({ seen: lastActive });
  tabs?.addEventListener("message", ({ data }) => {
    if (data.left) closePage("left");
    if (isClosed) return;
    if (data.ask) tabs.postMessage({ seen: lastActive });
    if (!(data.seen > lastActive)) return;
    lastActive = data.seen;
    dialog.close();
  });

  /* ---- leaving quickly ---- */

  const leaveQuickly = async () => {
    const isUnsaved = draft && !isClosed && isDirty();
    const url = exitLink.href;
    isClosed = true;
    body.replaceChildren();
    document.title = "\u00a0";
    if (token) {
      if (isUnsaved) await Promise.race([save(), wait(400)]);
      signOut();
      tabs?.postMessage({ left: true });
    }
    location.replace(url);
  };

  if (exitLink) {
    let escapeTimes = [];
    exitLink.addEventListener("click", (event) => { event.preventDefault(); leaveQuickly(); });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      escapeTimes = [...escapeTimes.filter((time) => event.timeStamp - time < 1000), event.timeStamp];
      if (escapeTimes.length >= 3) leaveQuickly();
    }, true);
  }

  /* ---- details of pages ---- */

  document.querySelector(".trouble")?.focus();
  const forEachElement = (selector, callback) => document.querySelectorAll(selector).forEach(callback);
  forEachElement("[data-script]", (element) => { element.hidden = false; });
  forEachElement("[data-print]", (button) => button.addEventListener("click", () => print()));
  forEachElement("[data-show]", (button) => {
    const input = document.getElementById(button.dataset.show);
    const [show, hide] = button.children;
    input.dataset.was = "password";
    button.addEventListener("click", () => {
      const isShown = input.type === "password";
      input.type = isShown ? "text" : "password";
      button.setAttribute("aria-pressed", String(isShown));
      [show.hidden, hide.hidden] = [isShown, !isShown];
    });
  });

  /* An invitation link has its code after the #, which no server receives. The code is put into the
     form and removed from the URL. */
  const code = document.querySelector("input[data-from-fragment], [data-from-fragment] input");
  const readInvitationCode = () => {
    if (!/^#[0-9a-z-]{16,}$/i.test(location.hash)) return;   // the skip link has a fragment, too
    code.value = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
  };
  if (code) for (const eventName of ["hashchange", "pageshow"]) addEventListener(eventName, readInvitationCode);
})();
