import { z } from "zod";
import { LIMIT_NAMES } from "../../../core/vaultLimits.ts";
import { STATUSES } from "../../../core/vaultState.ts";
import { address, amount, block, bps, marketId, seconds } from "./values.ts";

const condition = z.object({
  reason: z.string().meta({ description: '"price-fall" or "off-peg", for example.' }),
  subject: address.meta({ description: "The adapter, feed or vault it is about." }),
});

const caps = {
  absoluteCap: amount,
  relativeCapBps: bps.meta({ description: "Of gross assets, in basis points." }),
  usedAssets: amount.meta({ description: "What counts against the caps." }),
  usedBps: bps.meta({ description: "The same of gross assets, in basis points." }),
  roomAssets: amount.meta({ description: "What both caps would still let in." }),
};

const contractPosition = z
  .object({
    marketId,
    adapter: address,
    ...caps,
    withdrawable: amount.meta({ description: "What could be withdrawn now." }),
    allocatable: amount.meta({ description: "What the market would still take now, before the vault's caps." }),
    risks: z.array(z.string()).meta({ description: "Names of the risks it shares, as in `risks`." }),
    healthy: z.boolean(),
    healthReason: z.string().meta({ description: "Why it is not healthy; empty when it is." }),
  })
  .meta({ id: "ContractPosition" });

const contractRisk = z
  .object({
    name: z.string().meta({ description: '"protocol:aave-v3", for example; its keccak256 where the name is not known.' }),
    ...caps,
  })
  .meta({ id: "ContractRisk" });

const limits = z
  .object(Object.fromEntries(LIMIT_NAMES.map((name) => [name, z.int().nonnegative()])) as Record<(typeof LIMIT_NAMES)[number], z.ZodInt>)
  .meta({ id: "ContractLimits", description: "Each in the unit that its name ends with; basis points are of gross assets." });

const pendingChange = z
  .object({
    functionName: z.string().meta({ description: '"setLimit", for example; its selector where it is not known.' }),
    arguments: z.array(z.object({ name: z.string(), value: z.string() })).meta({ description: "Limits, roles and risks by their names." }),
    data: z.string().meta({ description: "The call's exact bytes." }),
    submitter: address,
    submittedAtBlock: block,
    executableAtSeconds: seconds,
    expiresAtSeconds: seconds.meta({ description: "After this it has to be announced again." }),
    isExecutable: z.boolean().meta({ description: "Whether it could be made at this block." }),
  })
  .meta({ id: "PendingChange" });

const monitor = z
  .object({
    address,
    bounds: z
      .object({
        dustAssets: amount.meta({ description: "Smaller positions raise no alarm." }),
        minExitLiquidityBps: bps.meta({ description: "Least part of gross assets that must be there for withdrawals; 0: any." }),
        feeds: z.array(
          z.object({
            aggregator: address,
            maxAgeSeconds: z.int(),
            minPrice: z.number(),
            maxPrice: z.number(),
            price: z.number().nullable().meta({ description: "Now; null where it cannot be used, which is an alarm." }),
          }),
        ),
        pairs: z.array(z.object({ first: address, second: address, maxDeviationBps: bps, deviationBps: bps.nullable() })),
      })
      .nullable()
      .meta({ description: "Null for a monitor that does not tell." }),
  })
  .meta({ id: "BreakerMonitor" });

export const vaultContract = z
  .object({
    vaultId: z.string(),
    chainId: z.int(),
    vault: address,
    blockNumber: block.meta({ description: "Everything here is of this block." }),
    blockTimeSeconds: seconds,
    asset: z.object({ address, symbol: z.string(), decimals: z.int() }),
    shareDecimals: z.int(),
    totalAssets: amount.meta({ description: "What all shares are worth: gross assets less gains that wait to be released." }),
    grossAssets: amount.meta({ description: "Idle and positions as they are: what limits are measured by." }),
    totalShares: amount,
    sharePrice: z.number().nullable().meta({ description: "Assets a share is worth, both in whole tokens; null without shares." }),
    idle: amount,
    stateNonce: amount.meta({ description: "Moves with every rebalance and every change of limits." }),
    status: z.enum(STATUSES),
    trip: z
      .object({
        atSeconds: seconds,
        condition: condition.nullable().meta({ description: "Null where it could not be found out." }),
        resetFromSeconds: seconds.meta({ description: "When the owner may reset it." }),
      })
      .nullable()
      .meta({ description: "Why it is not normal." }),
    breakerDue: condition.nullable().meta({ description: "What the monitor finds wrong although nobody has tripped the breaker yet." }),
    limits,
    usage: z.object({
      lastRebalanceSeconds: seconds.nullable(),
      allocatesFromSeconds: seconds.nullable().meta({ description: "When its cooldown is over." }),
      turnoverBps: bps.meta({ description: "Allocated within 24 hours; dailyTurnoverBps may be." }),
      lossMillionths: z.number().meta({ description: "Lost within 24 hours, in millionths; dailyLossBps may be." }),
      exitLiquidityBps: bps.nullable().meta({ description: "Idle and what positions could pay now, of gross assets; null without any." }),
    }),
    deposits: z.object({
      cap: amount.nullable().meta({ description: "Most total assets that deposits may lead to; null for any." }),
      gate: address.nullable().meta({ description: "The contract that decides who may deposit; null: everybody may." }),
    }),
    fees: z.object({
      managementFeeBps: bps.meta({ description: "Of total assets, a year." }),
      performanceFeeBps: bps.meta({ description: "Of what the share price gains above the high-water mark." }),
      recipient: address.nullable().meta({ description: "Null: none are charged." }),
      highWaterMark: z.number().meta({ description: "A share price in whole tokens." }),
    }),
    positions: z.array(contractPosition).meta({ description: "In the order withdrawals are served from." }),
    risks: z.array(contractRisk),
    roles: z
      .object({ owner: z.array(address), curator: z.array(address), keeper: z.array(address), guardian: z.array(address) })
      .meta({ description: "Who has them. The owner gives them; there is no pending owner but a pending grantRole." }),
    pendingChanges: z.array(pendingChange).meta({ description: "Announced and not made, in the order in which they can be." }),
    abdicated: z.array(z.string()).meta({ description: "Functions that can never again be used to raise risk." }),
    monitor: monitor.nullable().meta({ description: "What watches its sources; null: nobody does." }),
    events: z.object({ fromBlock: block, areAll: z.boolean() }).meta({
      description:
        "Roles, pending changes and abdicated functions are known from events since this block; until `areAll`, some may be missing.",
    }),
  })
  .meta({ id: "VaultContract" });
