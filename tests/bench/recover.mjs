// Recovers the signers of digests with ethers and viem, and prints signatures a second of each that is installed.
// Arguments: a file of digests, signatures and addresses; the folder whose node_modules holds the libraries.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[3], "package.json"));
const pairs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const libraries = {
  ethers: () => {
    const { recoverAddress } = require("ethers");
    return ({ digest, signature }) => recoverAddress(digest, signature);
  },
  viem: () => {
    const { recoverAddress } = require("viem");
    return ({ digest, signature }) => recoverAddress({ hash: digest, signature });
  },
};

for (const [name, load] of Object.entries(libraries)) {
  try {
    const recover = load();
    for (const pair of pairs.slice(0, 50)) await recover(pair);
    const start = performance.now();
    for (const pair of pairs) {
      const found = await recover(pair);
      if (found.toLowerCase() !== pair.address) throw new Error(`${name} recovered ${found}`);
    }
    console.log(`${name} ${(pairs.length / (performance.now() - start)) * 1000}`);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    console.log(`${name} 0`);
  }
}
