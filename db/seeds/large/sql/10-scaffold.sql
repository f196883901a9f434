-- Everything is a function of a row's number, so steps can run side by side and twice give the same region.
create schema large;

create function large.h(n bigint, salt integer) returns bigint language sql immutable parallel safe
  return hashint8extended(n, salt) & 9223372036854775807;
-- Uniform in [0, 1).
create function large.u(n bigint, salt integer) returns float8 language sql immutable parallel safe
  return (hashint8extended(n, salt) & 4294967295) / 4294967296.0::float8;
create function large.pick(list text[], n bigint, salt integer) returns text language sql immutable parallel safe
  return list[1 + (hashint8extended(n, salt) & 2147483647) % cardinality(list)];
-- Shaped like a random UUID (version 4): addresses with another kind are refused.
create function large.id(kind text, n bigint) returns uuid language sql immutable parallel safe
  return overlay(overlay(md5(kind || n) placing '4' from 13) placing '8' from 17)::uuid;

create unlogged table large.establishment (n integer primary key, id uuid, region_id uuid, kind text, city text);
create unlogged table large.doctor (
  establishment_n integer, i integer, person_id uuid, establishment_id uuid, rpps text, name text,
  primary key (establishment_n, i));
create unlogged table large.gp (i bigint primary key, person_id uuid, rpps text, name text);
create unlogged table large.family_name (i integer primary key, name text);
create unlogged table large.given_name (is_woman boolean, i integer, name text, primary key (is_woman, i));
create unlogged table large.sentence (i integer primary key, content text);
-- Which kind of entry a number makes: 8 of 20 are documents.
create unlogged table large.slot (slot integer primary key, kind entry_kind, titles text[]);
