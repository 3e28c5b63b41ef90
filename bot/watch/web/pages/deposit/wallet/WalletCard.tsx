import { Badge } from "../../../elements/Badge.tsx";
import { Card } from "../../../elements/Card.tsx";
import { Explorer } from "../../../elements/Explorer.tsx";
import { chainName } from "./chainNames.ts";
import type { DiscoveredWallet } from "./discovery.ts";
import type { WalletHere } from "./useWallet.ts";

/** Connects a browser wallet, says which account and network it is on, and asks it to go to the vault's. */
export function WalletCard({ wallet, chainId }: { wallet: WalletHere; chainId: number }) {
  const { connection, notice } = wallet;
  return (
    <Card title="Your wallet" right={connection !== null && <Disconnect wallet={wallet} />}>
      <div class="wallet">
        {connection === null ? (
          <WalletChoice wallet={wallet} />
        ) : (
          <>
            <p class="wallet-line">
              <WalletIcon wallet={connection.wallet} />
              <span>{connection.wallet.name}</span>
              <Explorer chainId={chainId} kind="address" value={connection.account} />
              <Badge tone={connection.chainId === chainId ? "good" : "bad"}>{chainName(connection.chainId)}</Badge>
            </p>
            {connection.chainId !== chainId && (
              <div class="wallet-guard" role="alert">
                <p>
                  This vault is on {chainName(chainId)}, your wallet on {chainName(connection.chainId)}: nothing can be done here until it
                  is switched.
                </p>
                <button type="button" class="primary" onClick={() => void wallet.session.switchChain(chainId, chainName(chainId))}>
                  Switch to {chainName(chainId)}
                </button>
              </div>
            )}
          </>
        )}
        <p class="wallet-notice" role="status">
          {notice}
        </p>
      </div>
    </Card>
  );
}

function WalletChoice({ wallet: { wallets, asking, session } }: { wallet: WalletHere }) {
  if (wallets.length === 0) {
    return (
      <p class="soft">
        No wallet is found in this browser. Install one that you trust, or open this page inside your wallet's own browser; what the vault
        offers is below.
      </p>
    );
  }
  return (
    <>
      <p class="soft">Connecting shows this page your address and lets it ask. It can move nothing without your confirmation.</p>
      <ul class="wallet-choice" aria-label="Wallets in this browser">
        {wallets.map((one) => (
          <li key={one.id}>
            <button type="button" disabled={asking !== null} onClick={() => void session.connect(one)}>
              <WalletIcon wallet={one} />
              {asking?.id === one.id ? `Answer in ${one.name} …` : `Connect ${one.name}`}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Disconnect({ wallet: { session } }: { wallet: WalletHere }) {
  return (
    <button type="button" onClick={() => session.disconnect()}>
      Disconnect
    </button>
  );
}

function WalletIcon({ wallet: { icon } }: { wallet: DiscoveredWallet }) {
  return icon === null ? null : <img class="wallet-icon" src={icon} alt="" width={20} height={20} />;
}
