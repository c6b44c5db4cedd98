"use strict";
/* Keeps unsaved input when the language is changed. A draft is saved first, as before every form that
   is submitted (reflect.js). The fields of another form are submitted with the choice of language, and
   the page shows them again; passwords and files are left out. */
(() => {
  const choice = document.querySelector("form[data-languages]");
  if (!choice) return;
  for (const button of document.querySelectorAll("button[lang][form]")) button.removeAttribute("form");

  const changed = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.type !== "hidden" && field.value !== field.defaultValue;
  };
  const secret = (form, name) => form.querySelector(`[type="password"][name="${CSS.escape(name)}"]`);

  choice.addEventListener("submit", () => {
    for (const old of choice.querySelectorAll("[data-along]")) old.remove();
    const typed = [...document.querySelectorAll("main form:not([data-draft])")]
      .find((form) => [...form.elements].some((field) => field.name && changed(field)));
    for (const [name, value] of typed ? new FormData(typed) : []) {
      if (name === "csrf_token" || typeof value !== "string" || secret(typed, name)) continue;
      const along = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      along.dataset.along = "";
      choice.append(along);
    }
  });
})();
