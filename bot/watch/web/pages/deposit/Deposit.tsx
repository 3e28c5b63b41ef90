import { useMemo } from "preact/hooks";
import { marketName } from "../../../format.ts";
import { Explorer } from "../../elements/Explorer.tsx";
import { Loading } from "../../elements/notices.tsx";
import { shortHex } from "../../format/names.ts";
import { useVault } from "../../shell/vault.ts";
import { useWalletRead } from "./chain/useWalletRead.ts";
import { readTokens, readVault } from "./chain/vaultReading.ts";
import { DepositForm } from "./DepositForm.tsx";
import { ForceDeallocate } from "./ForceDeallocate.tsx";
import { shortfall } from "./forcePlan.ts";
import { Movements } from "./Movements.tsx";
import { Position } from "./Position.tsx";
import type { Place } from "./place.ts";
import { Risks } from "./Risks.tsx";
import { Terms, useContract } from "./Terms.tsx";
import { WithdrawForm } from "./WithdrawForm.tsx";
import { useWallet } from "./wallet/useWallet.ts";
import { WalletCard } from "./wallet/WalletCard.tsx";
import type { Connection } from "./wallet/walletSession.ts";
import "./deposit.css";

/** A block. */
const REFRESH_MILLISECONDS = 12_000;
/** Between looks at a transaction that waits. */
const LOOK_MILLISECONDS = 1_500;

export function Deposit() {
  const { chainId, vault, name } = useVault();
  const wallet = useWallet();
  const contract = useContract();
  const names = useMemo(
    () => new Map(contract.data?.positions.map(({ adapter, marketId }) => [adapter.toLowerCase(), marketName(marketId)])),
    [contract.data],
  );
  const { connection } = wallet;
  return (
    <div class="deposit">
      <div class="page-head">
        <h1>Deposit</h1>
        <p>
          {name !== null && `${name}, `}
          <Explorer chainId={chainId} kind="address" value={vault} />
        </p>
      </div>
      <div class="stack">
        <WalletCard wallet={wallet} chainId={chainId} />
        {connection?.chainId === chainId && (
          <Account
            key={`${connection.account} ${vault}`}
            connection={connection}
            vault={vault}
            adapterName={(address) => names.get(address.toLowerCase()) ?? shortHex(address)}
          />
        )}
        <Terms contract={contract} />
        <Risks />
      </div>
    </div>
  );
}

/** Everything that needs a wallet on the vault's chain. */
function Account({
  connection: { wallet, account, chainId },
  vault,
  adapterName,
}: {
  connection: Connection;
  vault: string;
  adapterName: Place["adapterName"];
}) {
  const { provider } = wallet;
  const tokens = useWalletRead(`tokens ${wallet.id} ${vault}`, () => readTokens(provider, vault, chainId));
  const vaultTokens = tokens.data;
  const reading = useWalletRead(
    vaultTokens === null ? null : `vault ${wallet.id} ${vault} ${account}`,
    () => {
      if (vaultTokens === null) throw new TypeError("nothing is read before its tokens are known");
      return readVault(provider, vault, account, vaultTokens);
    },
    { everyMilliseconds: REFRESH_MILLISECONDS },
  );
  const error = tokens.error ?? reading.error;
  const again = tokens.error === null ? reading.reload : tokens.reload;
  if (reading.data === null)
    return error === null ? <Loading what="the vault through your wallet" /> : <Unread error={error} again={again} />;
  const place: Place = {
    reading: reading.data,
    sender: {
      provider,
      account,
      chainId,
      tokens: reading.data,
      pause: () => new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS)),
    },
    adapterName,
    reload: reading.reload,
  };
  return (
    <>
      {error !== null && <Unread error={error} again={again} />}
      <Position reading={reading.data} />
      <div class="grid">
        <DepositForm place={place} />
        <WithdrawForm place={place} />
      </div>
      {shortfall(reading.data) > 0n && <ForceDeallocate place={place} />}
      <Movements place={place} />
    </>
  );
}

function Unread({ error, again }: { error: unknown; again: () => void }) {
  return (
    <div class="notice failure" role="alert">
      <h2>The vault cannot be read through your wallet</h2>
      <p>
        {error instanceof Error ? error.message : "The wallet's node does not answer."} Reading goes through the network that the wallet is
        connected to: look at its connection there.
      </p>
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
