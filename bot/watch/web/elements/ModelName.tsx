/** A model in one of its versions; breaks between the two only. */
export function ModelName({ model, modelVersion }: { model: string; modelVersion: string }) {
  return (
    <>
      <span class="nowrap">{model}</span> <span class="soft small nowrap">{modelVersion}</span>
    </>
  );
}
