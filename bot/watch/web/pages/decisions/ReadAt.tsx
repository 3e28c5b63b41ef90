import { Explorer } from "../../elements/Explorer.tsx";
import { Time } from "../../elements/Time.tsx";

/** The block something was read at, and its time. */
export function ReadAt({ chainId, block, seconds, note }: { chainId: number; block: number; seconds: number; note?: string }) {
  return (
    <>
      <Explorer chainId={chainId} kind="block" value={String(block)} />
      <div class="soft small nowrap">
        <Time seconds={seconds} />
        {note !== undefined && `, ${note}`}
      </div>
    </>
  );
}
