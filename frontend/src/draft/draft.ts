// What a resident typed is kept on the device until the report has a receipt: a lost line or a closed tab loses nothing.
const PREFIX = "linli-draft:";

type Kept = Record<string, string>;

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  const found = form.querySelectorAll<HTMLInputElement>(
    "textarea[name], select[name], input[name]:not([type=hidden]):not([type=file]):not([type=checkbox]):not([data-private])",
  );
  return [...found];
}

function read(key: string): Kept {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Kept;
  } catch {
    return {};
  }
}

function write(key: string, form: HTMLFormElement): void {
  // A form of several steps shares one key: what the other steps said stays.
  const kept = read(key);
  fields(form).forEach((field) => {
    if (field instanceof HTMLInputElement && field.type === "radio" && !field.checked) return;
    if (field.value) kept[field.name] = field.value;
    else delete kept[field.name];
  });
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // A browser without storage still sends the form.
  }
}

function restore(form: HTMLFormElement, kept: Kept): boolean {
  let restored = false;
  fields(form).forEach((field) => {
    const value = kept[field.name];
    if (value === undefined) return;
    if (field instanceof HTMLInputElement && field.type === "radio") {
      field.checked = field.value === value;
      restored ||= field.checked;
    } else if (!field.value) {
      field.value = value;
      restored = true;
    }
  });
  return restored;
}

function forget(): void {
  try {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .forEach((key) => localStorage.removeItem(key));
  } catch {
    // Nothing was kept.
  }
}

export function keepDraft(element: HTMLElement): void {
  if (element.dataset.draft === "forget" || !(element instanceof HTMLFormElement)) {
    forget();
    return;
  }
  const key = PREFIX + element.dataset.draft;
  const note = document.querySelector<HTMLElement>("[data-draft-note]");
  const offline = document.querySelector<HTMLElement>("[data-draft-offline]");
  if (restore(element, read(key)) && note) note.hidden = false;
  element.addEventListener("input", () => write(key, element));
  element.addEventListener("submit", (event) => {
    write(key, element);
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (offline) {
      offline.hidden = false;
      offline.focus();
    }
  });
  window.addEventListener("online", () => {
    if (offline) offline.hidden = true;
  });
}
