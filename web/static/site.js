// All that script does here; every page works without it.
// Boxes with data-suggest become comboboxes (WAI-ARIA Authoring Practices, "editable combobox with list autocomplete").
"use strict";

const WAIT = 120; // milliseconds after the last key
const FEWEST = 2; // letters

function combobox(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "unseen";
  said.setAttribute("role", "status");
  input.after(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let chosen = -1, timer = 0, asked = "";

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = option.dataset.text;
    close();
    said.textContent = "";
  };
  const mark = (number) => {
    const options = list.children;
    options[chosen]?.removeAttribute("aria-selected");
    chosen = (number + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((one, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.dataset.text = one.text;
      const count = document.createElement("span");
      count.className = "count";
      count.textContent = ` ${one.trials.toLocaleString("en")} ${one.trials === 1 ? "trial" : "trials"}`;
      option.append(one.text, count);
      return option;
    }));
    close();
    if (!suggestions.length) { said.textContent = ""; return; }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    said.textContent = `${suggestions.length} suggestions`;
  };
  const ask = async () => {
    const text = input.value;
    asked = text;
    if (text.trim().length < FEWEST) { show([]); return; }
    const where = new URLSearchParams({ for: input.name, text });
    try {
      const answer = await fetch(`/complete?${where}`);
      if (answer.ok && asked === text && document.activeElement === input) show((await answer.json()).suggestions);
    } catch { close(); } // no connection: the form still works
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("keydown", (event) => {
    const keys = { ArrowDown: () => mark(chosen + 1), ArrowUp: () => mark(chosen < 0 ? -1 : chosen - 1) };
    if (list.hidden) return;
    if (keys[event.key]) { keys[event.key](); event.preventDefault(); }
    else if (event.key === "Escape") { close(); event.preventDefault(); }
    else if (event.key === "Enter" && chosen >= 0) { choose(list.children[chosen]); event.preventDefault(); }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { choose(option); event.preventDefault(); } // the box keeps the focus
  });
}

document.querySelectorAll("input[data-suggest]").forEach(combobox);
