// Recovers the signers of digests with ethers and viem, and prints signatures a second of each that is installed.
import { readFileSync } from "node:fs";

const pairs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const libraries = {
  ethers: async () => {
    const { recoverAddress } = await import("ethers");
    return ({ digest, signature }) => recoverAddress(digest, signature);
  },
  viem: async () => {
    const { recoverAddress } = await import("viem");
    return ({ digest, signature }) => recoverAddress({ hash: digest, signature });
  },
};

for (const [name, load] of Object.entries(libraries)) {
  try {
    const recover = await load();
    for (const pair of pairs.slice(0, 50)) await recover(pair);
    const start = performance.now();
    for (const pair of pairs) {
      const found = await recover(pair);
      if (found.toLowerCase() !== pair.address) throw new Error(`${name} recovered ${found}`);
    }
    console.log(`${name} ${(pairs.length / (performance.now() - start)) * 1000}`);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    console.log(`${name} 0`);
  }
}
