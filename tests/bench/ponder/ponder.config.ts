// The peer of `make bench-index`: Ponder indexes the same ledger into PostgreSQL.
import { readFileSync } from "node:fs";
import { createConfig } from "ponder";

const abi = JSON.parse(readFileSync(process.env.LEDGER_ABI!, "utf8"));

export default createConfig({
  database: { kind: "postgres", connectionString: process.env.DATABASE_URL! },
  chains: { local: { id: 31337, rpc: process.env.RPC_URL!, maxRequestsPerSecond: 100000, pollingInterval: 200 } },
  contracts: {
    Ledger: {
      chain: "local",
      abi,
      address: process.env.LEDGER_ADDRESS as `0x${string}`,
      startBlock: Number(process.env.LEDGER_START),
    },
  },
});
