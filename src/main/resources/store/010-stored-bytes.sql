alter table batch_job add column if not exists bytes bigint default 0 not null;
