// The form of one finding: what stands in it, and how what was kept comes back into it.
import type { Kept } from "./kept";

export function freshToken(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function itemOf(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("[name=item]")?.value ?? "";
}

export function fieldsOf(form: HTMLFormElement): [string, string | File][] {
  return [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.name),
  );
}

export function setToken(form: HTMLFormElement, token: string): void {
  const field = form.querySelector<HTMLInputElement>("[name=token]");
  if (field) field.value = token;
}

export function show(form: HTMLFormElement, one: Kept): void {
  // What waits on the device stands in the form again; a picture cannot be put back into a field, but is sent along.
  for (const [name, value] of one.fields) {
    if (value instanceof File || name === "token" || name === "item") continue;
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = true;
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
}
