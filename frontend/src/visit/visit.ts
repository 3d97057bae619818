// A visit on a phone: every finding is first kept on the device, then sent; without network it waits for it. The
// token makes the server keep it once, however often it arrives.
import { fieldsOf, freshToken, itemOf, setToken, show } from "./fields";
import { drop, forget, keep, mark, tokenOf, waiting, type Kept } from "./kept";

const EVERY = 30_000;

class Visit {
  private readonly words: DOMStringMap;
  private readonly who: string;
  private readonly note: HTMLElement | null;
  private isSending = false;

  constructor(private readonly page: HTMLElement) {
    this.words = page.dataset;
    this.who = page.dataset.who ?? "";
    this.note = page.querySelector("[data-visit-note]");
  }

  async begin(): Promise<void> {
    for (const form of this.forms()) {
      form.addEventListener("submit", (event) => void this.submit(event, form));
      form.addEventListener("input", () => void this.draft(form));
    }
    window.addEventListener("online", () => void this.send());
    window.setInterval(() => void this.send(), EVERY);
    try {
      for (const one of await waiting(this.who)) {
        const form = this.formOf(one);
        if (form) {
          show(form, one);
          this.say(form, one.error ?? (one.isDraft ? this.words.draftKept : this.words.waiting));
        }
      }
    } catch {
      // A browser without storage sends at once or says that it cannot.
    }
    await this.send();
  }

  private forms(): HTMLFormElement[] {
    return [...this.page.querySelectorAll<HTMLFormElement>("[data-finding]")];
  }

  private formOf(one: Kept): HTMLFormElement | undefined {
    return this.forms().find((form) => one.key.startsWith(`${this.keyOf(form)}/`));
  }

  private keyOf(form: HTMLFormElement): string {
    return `${this.who} ${this.words.url} ${itemOf(form)}`;
  }

  private entry(form: HTMLFormElement, isDraft: boolean): Kept {
    const key = `${this.keyOf(form)}/${isDraft ? "draft" : "sent"}`;
    return { key, who: this.who, url: this.words.url ?? "", fields: fieldsOf(form), isDraft };
  }

  // What is typed or photographed and not yet kept survives a closed page too.
  private async draft(form: HTMLFormElement): Promise<void> {
    await keep(this.entry(form, true)).then(
      () => this.say(form, this.words.draftKept),
      () => undefined,
    );
  }

  private say(form: HTMLFormElement | undefined, text = ""): void {
    const place = form?.querySelector("[data-finding-state]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  private async submit(event: SubmitEvent, form: HTMLFormElement): Promise<void> {
    event.preventDefault();
    const one = this.entry(form, false);
    setToken(form, freshToken());
    try {
      await keep(await this.withEarlierPictures(one, this.entry(form, true).key));
      await forget(this.entry(form, true).key);
      this.say(form, this.words.waiting);
      await this.send();
    } catch {
      if (!(await this.sendOne(one))) this.say(form, this.words.lost);
    }
  }

  // A second word about an item before the first was sent takes the place of the first, but not of its pictures.
  private async withEarlierPictures(one: Kept, draft: string): Promise<Kept> {
    const isFile = ([, value]: [string, string | File]) => value instanceof File;
    const before = (await waiting(this.who)).filter((other) => [one.key, draft].includes(other.key) && !other.error);
    // Pictures of the draft stand in the form already, unless the page was opened anew meanwhile.
    const known = one.fields.some(isFile) ? before.filter((other) => !other.isDraft) : before;
    return { ...one, fields: [...one.fields, ...known.flatMap((other) => other.fields.filter(isFile))] };
  }

  private async ready(): Promise<Kept[]> {
    return (await waiting(this.who)).filter((one) => !one.error && !one.isDraft);
  }

  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let [one] = await this.ready(); one; [one] = await this.ready()) if (!(await this.sendOne(one))) break;
      const left = (await this.ready()).length;
      if (this.note) {
        this.note.hidden = left === 0;
        this.note.firstElementChild!.textContent = left ? `${left} · ${this.words.waiting}` : "";
      }
    } catch {
      // No storage: nothing waits.
    } finally {
      this.isSending = false;
    }
  }

  // Return whether the server answered; without an answer the others wait too.
  private async sendOne(one: Kept): Promise<boolean> {
    const form = this.formOf(one);
    const body = new FormData();
    for (const [name, value] of one.fields) body.append(name, value);
    const csrf = this.page.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    let answer: Response;
    try {
      this.say(form, this.words.sending);
      const headers = { Accept: "application/json", "X-CSRFToken": csrf };
      answer = await fetch(one.url, { method: "POST", body, headers, credentials: "same-origin" });
    } catch {
      this.say(form, this.words.waiting);
      return false;
    }
    if (answer.ok) {
      await drop(one);
      this.done(form, one);
      return true;
    }
    if (answer.status === 401 || answer.status === 403 || answer.status >= 500) {
      this.say(form, answer.status >= 500 ? this.words.waiting : this.words.signedOut);
      return false;
    }
    const said = (await answer.json().catch(() => ({}))) as { error?: string };
    const error = said.error ?? String(answer.status);
    this.say(form, error);
    return mark(one, error).catch(() => false);
  }

  private done(form: HTMLFormElement | undefined, one: Kept): void {
    this.say(form, this.words.kept);
    if (!form || !tokenOf(one)) return;
    const files = form.querySelector<HTMLInputElement>("input[type=file]");
    if (files) files.value = "";
    form.querySelector("[data-photo-preview]")?.replaceChildren();
    const box = form.querySelector<HTMLInputElement>("[name=as_case]");
    if (box) box.checked = false;
  }
}

export function openVisit(page: HTMLElement): Promise<void> {
  return new Visit(page).begin();
}
