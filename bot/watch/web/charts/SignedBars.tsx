import "./signedBars.css";

export interface SignedBar {
  /** One for each. */
  readonly key: string;
  /** What it is, in words. */
  readonly text: string;
  readonly value: number;
  /** What its sign means, in words. */
  readonly direction: string;
}

/** Values to both sides of nothing; each says in words which way it goes. */
export function SignedBars({ label, bars }: { label: string; bars: readonly SignedBar[] }) {
  const largest = Math.max(...bars.map(({ value }) => Math.abs(value))) || 1;
  return (
    <ul class="signed-bars" aria-label={label}>
      {bars.map(({ key, text, value, direction }) => {
        const width = (Math.abs(value) / largest) * 50;
        return (
          <li key={key}>
            <div class="text">{text}</div>
            <div class="track" aria-hidden="true">
              <span class={value < 0 ? "bar less" : "bar more"} style={{ left: `${value < 0 ? 50 - width : 50}%`, width: `${width}%` }} />
              <span class="zero" />
            </div>
            <div class="soft small value">
              {direction}, {value < 0 ? "−" : "+"}
              {Math.abs(value).toFixed(2)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
