import { ponder } from "ponder:registry";
import { record } from "ponder:schema";

ponder.on("Ledger:Recorded", async ({ event, context }) => {
  const said = event.args;
  await context.db.insert(record).values({
    uid: said.uid,
    subject: said.subject,
    schemaHash: said.schema,
    issuer: said.issuer,
    basis: said.basis,
    nonce: said.nonce,
    deadline: said.deadline,
    outcome: said.outcome,
    validFrom: said.validFrom,
    validUntil: said.validUntil,
    documentHash: said.documentHash,
    refUid: said.refUid,
    transactionHash: event.transaction.hash,
    blockNumber: event.block.number,
    recordedAt: event.block.timestamp,
    logIndex: event.log.logIndex,
  });
});
