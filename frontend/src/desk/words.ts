// Every sentence comes from the page, translated; here only its braces are filled in.
export class Words {
  constructor(private readonly element: HTMLElement | null) {}

  say(key: string, values: Record<string, string | number> = {}): string {
    const pattern = this.element?.dataset[key] ?? "";
    return pattern.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : (value ?? "");
    });
  }
}
