alter table batch_file add column if not exists expires bigint default 0 not null;
