import { Card } from "../../elements/Card.tsx";
import { useHref } from "../../shell/vault.ts";

/** What somebody should know before money is in it. */
export function Risks() {
  const href = useHref();
  return (
    <Card title="Before you deposit">
      <ul class="risks">
        <li>
          <strong>It can lose money.</strong> It lends and invests through other protocols. If one of them fails or its stablecoin falls,
          the loss is borne by all shares alike, at once. Nothing here is insured.
        </li>
        <li>
          <strong>Yield changes.</strong> The APY is what was earned, not what will be. Gains are released into the share price at a limited
          speed.
        </li>
        <li>
          <strong>Withdrawals need liquidity.</strong> They are open in every state, and paid from what is idle and what markets can pay.
          Where a market is short, you can wait, accept a loss, or make it pay for a small penalty.
        </li>
        <li>
          <strong>Who may do what.</strong> The keeper only moves money between approved markets, within limits that the contract enforces;
          the curator approves markets and limits, after a delay that everybody can see; the guardian can only close; the owner gives these
          roles. <a href={href("/limits")}>Limits and roles, as the contract has them</a>.
        </li>
      </ul>
    </Card>
  );
}
