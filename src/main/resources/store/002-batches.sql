create table if not exists batch_file (
  id varchar(64) primary key,
  node varchar(64) not null,
  owner varchar(256) not null,
  name varchar(512) not null,
  purpose varchar(64) not null,
  bytes bigint not null,
  created bigint not null
);
create index if not exists batch_file_owner on batch_file (owner, created);
create table if not exists batch_job (
  id varchar(64) primary key,
  node varchar(64) not null,
  kind varchar(8) not null,
  owner varchar(256) not null,
  client_key varchar(256) not null,
  client varchar(256) not null,
  name varchar(512) not null,
  origin varchar(1024) not null,
  state varchar(16) not null,
  total bigint not null,
  done bigint not null,
  failed bigint not null,
  repeated bigint not null,
  in_tokens bigint not null,
  out_tokens bigint not null,
  cost bigint not null,
  created bigint not null,
  begun bigint not null,
  finishing bigint not null,
  cancelling bigint not null,
  ended bigint not null,
  expires bigint not null,
  detail varchar(200000) not null
);
create index if not exists batch_job_owner on batch_job (owner, created);
create index if not exists batch_job_node on batch_job (node, state);
create table if not exists batch_line (
  job varchar(64) not null,
  line bigint not null,
  custom_id varchar(512) not null,
  status integer not null,
  reason varchar(500) not null,
  place bigint not null,
  bytes bigint not null,
  in_tokens bigint not null,
  out_tokens bigint not null,
  cost bigint not null,
  primary key (job, line)
);
