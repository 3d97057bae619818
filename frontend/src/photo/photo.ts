// Photos are made smaller on the phone before they are sent: a slow line loses less, and the server checks them anyway.
const LONGEST = 1920;
const SMALL_ENOUGH = 600_000;

async function smaller(file: File): Promise<File> {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
}

function preview(input: HTMLInputElement, place: HTMLElement | null): void {
  if (!place) return;
  place.replaceChildren(
    ...[...(input.files ?? [])].map((file) => {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      image.addEventListener("load", () => URL.revokeObjectURL(image.src));
      // What is no picture shows its name alone; the server says the rest.
      image.addEventListener("error", () => image.replaceWith(file.name));
      return image;
    }),
  );
}

export function shrinkPhotos(element: HTMLElement): void {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  const place = element.querySelector<HTMLElement>("[data-photo-preview]");
  input?.addEventListener("change", async () => {
    try {
      const kept = new DataTransfer();
      for (const file of input.files ?? []) kept.items.add(await smaller(file));
      input.files = kept.files;
    } catch {
      // A picture this browser cannot read is sent as it is; the server answers for it.
    }
    preview(input, place);
  });
}
