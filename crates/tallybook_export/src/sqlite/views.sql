CREATE VIEW "transfer_overview" AS
-- Every transfer with the names of those concerned, what it is made of, and how the parties stand to it
SELECT
  transfers.id,
  transfers.kind,
  transfers.stage,
  transfers.supplier_name,
  transfers.recipient_name,
  deals.title AS deal_title,
  deals.dispute_status AS deal_dispute_status,
  transfers.ordered_edtf,
  transfers.delivered_edtf,
  transfers.total_text,
  (
    SELECT group_concat(line, '; ')
    FROM (
      SELECT items.quantity_text || ' ' || coalesce(items.designation, items.description, '?') AS line
      FROM items
      WHERE items.transfer_id = transfers.id
      ORDER BY items.item_no
    )
  ) AS items,
  transfers.remainder_low,
  transfers.remainder_high,
  transfers.amount_text,
  transfers.dispute_status,
  transfers.supplier_position,
  transfers.recipient_position,
  transfers.evidence_count
FROM transfers
LEFT JOIN deals ON deals.id = transfers.deal_id
ORDER BY transfers.delivered_start, transfers.id;

CREATE VIEW "fact_evidence" AS
-- Every fact with each piece of evidence that backs it or gives another value; once without, if it has none
SELECT
  facts.record_type,
  facts.record_id,
  facts.path,
  facts.value,
  facts.status,
  evidence.relation,
  evidence.reported_value,
  evidence.source_id,
  sources.title AS source_title,
  sources.published_edtf,
  evidence.via_ids,
  evidence.locator,
  evidence.quote,
  evidence.quote_verified
FROM facts
LEFT JOIN evidence ON evidence.fact_id = facts.id
LEFT JOIN sources ON sources.id = evidence.source_id
ORDER BY facts.record_type, facts.record_id, facts.fact_no, evidence.id;

CREATE VIEW "statement_timeline" AS
-- What was said when, by whom and for whom, and how it stands to each record, by its first possible day or else by its last
SELECT
  statements.date_start,
  statements.date_end,
  statements.date_edtf,
  statements.id AS statement_id,
  statements.speaker_name,
  principals.name AS on_behalf_of_name,
  statements.act,
  statement_targets.stance,
  statement_targets.target_type,
  statement_targets.target_id,
  statement_targets.claims,
  statement_targets.live,
  statements.summary
FROM statements
LEFT JOIN actors AS principals ON principals.id = statements.on_behalf_of_id
LEFT JOIN statement_targets ON statement_targets.statement_id = statements.id
ORDER BY
  coalesce(statements.date_start, statements.date_end) NULLS LAST,
  statements.date_end,
  statements.id,
  statement_targets.target_no;

CREATE VIEW "contested_transfers" AS
-- Every transfer that some affirm and some deny, with each live statement that takes a side
SELECT
  transfers.id AS transfer_id,
  transfers.supplier_name,
  transfers.recipient_name,
  transfers.total_text,
  transfers.amount_text,
  statement_targets.stance,
  statement_targets.claims,
  statements.speaker_name,
  principals.name AS on_behalf_of_name,
  statements.date_edtf,
  statements.id AS statement_id
FROM transfers
JOIN statement_targets
  ON statement_targets.target_type = 'transfer' AND statement_targets.target_id = transfers.id
JOIN statements ON statements.id = statement_targets.statement_id
LEFT JOIN actors AS principals ON principals.id = statements.on_behalf_of_id
WHERE transfers.dispute_status = 'contested'
  AND statement_targets.live
  AND statement_targets.stance IN ('affirms', 'denies')
ORDER BY
  transfers.id,
  statement_targets.stance,
  coalesce(statements.date_start, statements.date_end) NULLS LAST,
  statements.id;
