// Records alone, with the columns and two of the three indexes of `index_record`; signatures are left out.
import { index, onchainTable } from "ponder";

export const record = onchainTable(
  "record",
  (t) => ({
    uid: t.hex().primaryKey(),
    subject: t.hex().notNull(),
    schemaHash: t.hex().notNull(),
    issuer: t.hex().notNull(),
    basis: t.bigint().notNull(),
    nonce: t.bigint().notNull(),
    deadline: t.bigint().notNull(),
    outcome: t.integer().notNull(),
    validFrom: t.bigint().notNull(),
    validUntil: t.bigint().notNull(),
    documentHash: t.hex().notNull(),
    refUid: t.hex().notNull(),
    transactionHash: t.hex().notNull(),
    blockNumber: t.bigint().notNull(),
    recordedAt: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
  }),
  (table) => ({ subjectIndex: index().on(table.subject) }),
);
