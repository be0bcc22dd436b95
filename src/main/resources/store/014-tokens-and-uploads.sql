alter table batch_job add column if not exists cached_tokens bigint default 0 not null;
alter table batch_job add column if not exists reasoning_tokens bigint default 0 not null;
alter table batch_line add column if not exists cached_tokens bigint default 0 not null;
alter table batch_line add column if not exists reasoning_tokens bigint default 0 not null;
alter table batch_share add column if not exists cached_tokens bigint default 0 not null;
alter table batch_share add column if not exists reasoning_tokens bigint default 0 not null;
create table if not exists batch_upload (
  id varchar(64) primary key,
  owner varchar(256) not null,
  name varchar(512) not null,
  purpose varchar(64) not null,
  bytes bigint not null,
  lasts bigint not null,
  created bigint not null,
  expires bigint not null,
  state varchar(16) not null,
  file varchar(64) not null
);
create index if not exists batch_upload_owner on batch_upload (owner, expires);
