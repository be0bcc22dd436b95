create table if not exists batch_node (
  id varchar(100) primary key,
  home varchar(64) not null,
  ends bigint not null
);
create table if not exists batch_lease (
  job varchar(64) not null,
  chunk integer not null,
  node varchar(100) not null,
  primary key (job, chunk)
);
create table if not exists batch_share (
  job varchar(64) not null,
  home varchar(64) not null,
  done bigint not null,
  failed bigint not null,
  repeated bigint not null,
  in_tokens bigint not null,
  out_tokens bigint not null,
  cost bigint not null,
  primary key (job, home)
);
create table if not exists batch_answer (
  job varchar(64) not null,
  line bigint not null,
  output bytea not null,
  primary key (job, line)
);
create table if not exists batch_content (
  id varchar(64) not null,
  place integer not null,
  bytes bytea not null,
  primary key (id, place)
);
