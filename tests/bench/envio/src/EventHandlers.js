const { Ledger } = require("generated");

Ledger.Recorded.handler(async ({ event, context }) => {
  const said = event.params;
  context.Attestation.set({
    id: said.uid,
    subject: said.subject,
    schemaHash: said.schema,
    issuer: said.issuer,
    basis: said.basis,
    nonce: said.nonce,
    deadline: said.deadline,
    outcome: Number(said.outcome),
    validFrom: said.validFrom,
    validUntil: said.validUntil,
    documentHash: said.documentHash,
    refUid: said.refUid,
    transactionHash: event.transaction.hash,
    blockNumber: event.block.number,
    recordedAt: event.block.timestamp,
    logIndex: event.logIndex,
  });
});
