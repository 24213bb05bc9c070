-- Every file is read once, with every field that the tables have a column for.

create temp table source_records as
from read_json(getvariable('folder') || '/sources.jsonl', format = 'newline_delimited', columns = {
  id: 'varchar', kind: 'varchar', title: 'varchar', publisher: 'varchar', authors: 'varchar[]', language: 'varchar',
  published: 'varchar', url: 'varchar', retrieved: 'date', archive_url: 'varchar', licence: 'varchar', note: 'varchar'
});

create temp table actor_records as
from read_json(getvariable('folder') || '/actors.jsonl', format = 'newline_delimited', columns = {
  id: 'varchar', kind: 'varchar', name: 'varchar', aliases: 'varchar[]', country: 'varchar', part_of: 'varchar',
  roles: 'struct(title varchar, organization varchar, "start" varchar, "end" varchar)[]',
  anonymous: 'struct(reason varchar)', wikidata: 'varchar', note: 'varchar'
});

create temp table equipment_records as
from read_json(getvariable('folder') || '/equipment.jsonl', format = 'newline_delimited', columns = {
  id: 'varchar', designation: 'varchar', aliases: 'varchar[]', class: 'varchar', origin: 'varchar', note: 'varchar'
});

create temp table deal_records as
from read_json(getvariable('folder') || '/deals.jsonl', format = 'newline_delimited', columns = {
  id: 'varchar', title: 'varchar', parties: 'varchar[]', stage: 'varchar', agreed: 'varchar', value: 'varchar',
  note: 'varchar',
  evidence: 'struct(source varchar, paragraph varchar, page varchar, clip varchar, quote varchar, supports varchar[],
    reports map(varchar, varchar), via varchar[], note varchar)[]'
});

create temp table transfer_records as
from read_json(getvariable('folder') || '/transfers.jsonl', format = 'newline_delimited', columns = {
  id: 'varchar', kind: 'varchar', supplier: 'varchar', recipient: 'varchar', deal: 'varchar', stage: 'varchar',
  ordered: 'varchar', delivered: 'varchar', place: 'struct(name varchar, country varchar)', origin: 'varchar[]',
  carrier: 'varchar', total: 'varchar', itemisation: 'varchar', amount: 'varchar', note: 'varchar',
  items: 'struct(equipment varchar, description varchar, quantity varchar, condition varchar, note varchar,
    evidence struct(source varchar, paragraph varchar, page varchar, clip varchar, quote varchar, supports varchar[],
      reports map(varchar, varchar), via varchar[], note varchar)[])[]',
  evidence: 'struct(source varchar, paragraph varchar, page varchar, clip varchar, quote varchar, supports varchar[],
    reports map(varchar, varchar), via varchar[], note varchar)[]'
});

create temp table statement_records as
from read_json(getvariable('folder') || '/statements.jsonl', format = 'newline_delimited', columns = {
  id: 'varchar', speaker: 'varchar', on_behalf_of: 'varchar', act: 'varchar', date: 'varchar', medium: 'varchar',
  addressees: 'varchar[]', summary: 'varchar', topics: 'varchar[]', supersedes: 'varchar[]', retracts: 'varchar[]',
  note: 'varchar',
  about: 'struct(target varchar, stance varchar, claims map(varchar, varchar), note varchar)[]',
  figures: 'struct(measure varchar, value varchar, unit varchar, date varchar,
    evidence struct(source varchar, paragraph varchar, page varchar, clip varchar, quote varchar, supports varchar[],
      reports map(varchar, varchar), via varchar[], note varchar)[])[]',
  evidence: 'struct(source varchar, paragraph varchar, page varchar, clip varchar, quote varchar, supports varchar[],
    reports map(varchar, varchar), via varchar[], note varchar)[]'
});
