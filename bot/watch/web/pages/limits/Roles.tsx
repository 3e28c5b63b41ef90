import { Card } from "../../elements/Card.tsx";
import { Explorer } from "../../elements/Explorer.tsx";
import type { Contract } from "./Limits.tsx";

type Role = keyof Contract["roles"];

/** As the contract's header has them. */
const ROLES: readonly { readonly role: Role; readonly may: string }[] = [
  { role: "owner", may: "grants and revokes roles, resets breakers, gives functions up" },
  { role: "curator", may: "sets adapters, their order and limits; what raises risk waits" },
  { role: "keeper", may: "rebalances between approved adapters, within every limit" },
  { role: "guardian", may: "closes the vault, lowers limits, revokes what waits, dismisses keepers" },
];

/** Who may do what. */
export function Roles({ contract: { roles, chainId, events, abdicated, vault, monitor, fees, deposits } }: { contract: Contract }) {
  const contracts = [
    { name: "Vault", address: vault },
    { name: "Monitor", address: monitor?.address ?? null },
    { name: "Fee recipient", address: fees.recipient },
    { name: "Deposit gate", address: deposits.gate },
  ];
  return (
    <Card title="Roles" note={events.areAll ? undefined : "still reading the contract's events: some may be missing"}>
      <dl class="roles">
        {ROLES.map(({ role, may }) => (
          <div key={role}>
            <dt>
              <strong>{role}</strong> <span class="soft">{may}</span>
            </dt>
            {roles[role].length === 0 ? (
              <dd>nobody</dd>
            ) : (
              roles[role].map((address) => <Holder key={address} chainId={chainId} address={address} />)
            )}
          </div>
        ))}
        <div>
          <dt>
            <strong>contracts</strong>
          </dt>
          {contracts.map(({ name, address }) =>
            address === null ? null : (
              <dd key={name}>
                {name} <Explorer chainId={chainId} kind="address" value={address} />
              </dd>
            ),
          )}
        </div>
      </dl>
      {abdicated.length > 0 && <p>Given up for ever: {abdicated.join(", ")}.</p>}
    </Card>
  );
}

function Holder({ chainId, address }: { chainId: number; address: string }) {
  return (
    <dd>
      <Explorer chainId={chainId} kind="address" value={address} />
    </dd>
  );
}
