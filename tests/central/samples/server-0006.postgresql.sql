SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.api_call (
    id character varying(36) NOT NULL,
    client_id character varying(36) NOT NULL,
    at character varying(27) NOT NULL,
    method character varying(10) NOT NULL,
    route character varying(100) NOT NULL,
    outcome character varying(60) NOT NULL
);
COMMENT ON COLUMN public.api_call.route IS 'as written, never as called';
COMMENT ON COLUMN public.api_call.outcome IS 'done, or the code of the refusal';
CREATE TABLE public.api_client (
    id character varying(36) NOT NULL,
    unit character varying(7) NOT NULL,
    name text NOT NULL,
    role character varying(10) NOT NULL,
    token_sha256 character varying(64) NOT NULL,
    made_at character varying(27) NOT NULL,
    revoked_at character varying(27)
);
COMMENT ON COLUMN public.api_client.role IS 'read, schedule, manage';
COMMENT ON COLUMN public.api_client.token_sha256 IS 'the token is shown once and never kept';
CREATE TABLE public.black_box (
    station_id character varying(36) NOT NULL,
    box character varying(32) NOT NULL,
    last bigint NOT NULL,
    link character varying(64) NOT NULL,
    begun_at character varying(27) NOT NULL,
    received_at character varying(27) NOT NULL,
    refused bigint,
    refused_at character varying(27)
);
COMMENT ON COLUMN public.black_box.box IS 'its own name; one that is begun anew has another';
COMMENT ON COLUMN public.black_box.last IS 'the number of the newest record that is here';
COMMENT ON COLUMN public.black_box.link IS 'its hash: of everything up to it';
COMMENT ON COLUMN public.black_box.refused IS 'the last record that did not fit';
CREATE TABLE public.black_box_hole (
    station_id character varying(36) NOT NULL,
    box character varying(32) NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    link character varying(64) NOT NULL
);
COMMENT ON COLUMN public.black_box_hole.first IS 'discarded before it was sent';
COMMENT ON COLUMN public.black_box_hole.link IS 'the hash of everything up to `last`, as the next record says';
CREATE TABLE public.black_box_record (
    station_id character varying(36) NOT NULL,
    box character varying(32) NOT NULL,
    number bigint NOT NULL,
    link character varying(64) NOT NULL,
    content bytea NOT NULL
);
COMMENT ON COLUMN public.black_box_record.content IS 'as it was written: MessagePack';
CREATE TABLE public.enrolment_code (
    code_sha256 character varying(64) NOT NULL,
    unit character varying(7) NOT NULL,
    station_name text NOT NULL,
    expires_at character varying(27) NOT NULL,
    used_by character varying(36)
);
COMMENT ON COLUMN public.enrolment_code.code_sha256 IS 'the code itself is shown once and never kept';
COMMENT ON COLUMN public.enrolment_code.used_by IS 'the station that it enrolled';
CREATE TABLE public.epoch (
    number integer NOT NULL,
    id character varying(36) NOT NULL,
    held bigint NOT NULL,
    first bigint NOT NULL,
    begun_at character varying(27) NOT NULL
);
COMMENT ON COLUMN public.epoch.number IS '1, 2, 3 …';
COMMENT ON COLUMN public.epoch.held IS 'the last number of the copy that the server went back to';
COMMENT ON COLUMN public.epoch.first IS 'the numbers of the epoch come after this one';
CREATE TABLE public.event (
    number bigint NOT NULL,
    id character varying(36) NOT NULL,
    unit character varying(7) NOT NULL,
    person_id character varying(36),
    verdict character varying(10) NOT NULL,
    against character varying(36),
    origin character varying(36) NOT NULL,
    sequence integer NOT NULL,
    entity character varying(20) NOT NULL,
    entity_id character varying(64) NOT NULL,
    operation character varying(10) NOT NULL,
    payload text NOT NULL,
    payload_sha256 character varying(64) NOT NULL,
    recorded_at character varying(27) NOT NULL,
    recorded_by character varying(36) NOT NULL,
    seen bigint NOT NULL,
    received_at character varying(27) NOT NULL,
    handed_in_by character varying(36)
);
COMMENT ON COLUMN public.event.number IS 'in the order of commits';
COMMENT ON COLUMN public.event.unit IS 'of the station that sent it';
COMMENT ON COLUMN public.event.person_id IS 'whose record it belongs to; null: the unit''s own';
COMMENT ON COLUMN public.event.verdict IS 'accepted, conflict';
COMMENT ON COLUMN public.event.against IS 'the event that stands, where this one is in conflict';
COMMENT ON COLUMN public.event.handed_in_by IS 'the station that brought it on its origin''s behalf after a restore';
CREATE TABLE public.guard_head (
    guard character varying(160) NOT NULL,
    number bigint NOT NULL,
    origin character varying(36) NOT NULL,
    event_id character varying(36) NOT NULL,
    since bigint
);
COMMENT ON COLUMN public.guard_head.since IS 'where it was handed in; `number` is then that of the epoch before';
CREATE TABLE public.heard_news (
    id character varying(36) NOT NULL,
    unit character varying(7) NOT NULL,
    channel character varying(20) NOT NULL,
    news text NOT NULL,
    received_at character varying(27) NOT NULL
);
COMMENT ON COLUMN public.heard_news.news IS 'JSON: one call''s, its signature checked; gone once in the journal';
CREATE TABLE public.journal_head (
    id integer NOT NULL,
    number bigint NOT NULL,
    epoch character varying(36) DEFAULT ''::character varying NOT NULL
);
COMMENT ON COLUMN public.journal_head.number IS 'the last number given; locked while a batch is accepted';
COMMENT ON COLUMN public.journal_head.epoch IS 'its id; empty: never restored';
CREATE TABLE public.offered_version (
    channel character varying(20) NOT NULL,
    version character varying(20) NOT NULL,
    note text NOT NULL,
    packages text NOT NULL,
    offered_at character varying(27) NOT NULL
);
COMMENT ON COLUMN public.offered_version.packages IS 'JSON: name of the file -> SHA-256';
CREATE TABLE public.referral_desk (
    referral_id character varying(36) NOT NULL,
    person_id character varying(36) NOT NULL,
    from_unit character varying(7) NOT NULL,
    to_unit character varying(7) NOT NULL,
    place integer NOT NULL,
    asked_id character varying(36) NOT NULL,
    due_at character varying(27),
    escalated integer NOT NULL
);
COMMENT ON COLUMN public.referral_desk.place IS 'the highest of its events so far';
COMMENT ON COLUMN public.referral_desk.asked_id IS 'the referral or counter-reply that waits, or waited last';
COMMENT ON COLUMN public.referral_desk.due_at IS 'by the server''s clock; null: nothing waits for an answer';
COMMENT ON COLUMN public.referral_desk.escalated IS '1: the units were told that it is late';
CREATE TABLE public.rejected (
    event_id character varying(36) NOT NULL,
    station_id character varying(36) NOT NULL,
    code character varying(60) NOT NULL,
    raw text NOT NULL,
    received_at character varying(27) NOT NULL
);
COMMENT ON COLUMN public.rejected.raw IS 'JSON, as it arrived';
CREATE TABLE public.scope (
    person_id character varying(36) NOT NULL,
    unit character varying(7) NOT NULL,
    since bigint NOT NULL
);
COMMENT ON COLUMN public.scope.since IS 'the number of the event that brought her in';
CREATE TABLE public.sending_grant (
    unit character varying(7) NOT NULL,
    holder character varying(36),
    since character varying(27) NOT NULL,
    until character varying(27),
    not_before character varying(27)
);
COMMENT ON COLUMN public.sending_grant.holder IS 'a station''s id; null: nobody sends for the unit';
COMMENT ON COLUMN public.sending_grant.until IS 'it may send until then without being heard of';
COMMENT ON COLUMN public.sending_grant.not_before IS 'after a forced move: what was due earlier may have been sent already';
CREATE TABLE public.sending_shelf (
    unit character varying(7) NOT NULL,
    id character varying(36) NOT NULL,
    status character varying(10) NOT NULL,
    message text NOT NULL,
    taken_by character varying(36)
);
COMMENT ON COLUMN public.sending_shelf.id IS 'of the message';
COMMENT ON COLUMN public.sending_shelf.status IS 'as it was when it was laid here';
COMMENT ON COLUMN public.sending_shelf.message IS 'JSON: the outbox row of the one who gave the sending back';
COMMENT ON COLUMN public.sending_shelf.taken_by IS 'who holds it now; null: waits for the next one who sends';
CREATE TABLE public.server_secret (
    name character varying(30) NOT NULL,
    value text NOT NULL
);
COMMENT ON COLUMN public.server_secret.value IS 'PEM: what signs the tokens';
CREATE TABLE public.station (
    id character varying(36) NOT NULL,
    unit character varying(7) NOT NULL,
    name text NOT NULL,
    public_key character varying(64) NOT NULL,
    status character varying(10) NOT NULL,
    enrolled_at character varying(27) NOT NULL,
    last_contact character varying(27),
    reported bigint
);
COMMENT ON COLUMN public.station.public_key IS 'Ed25519, hexadecimal';
COMMENT ON COLUMN public.station.status IS 'active, suspended';
COMMENT ON COLUMN public.station.reported IS 'it has seen up to here, which is more than this database holds';
CREATE TABLE public.station_agreement (
    station_id character varying(36) NOT NULL,
    agreement character varying(64) NOT NULL
);
COMMENT ON COLUMN public.station_agreement.agreement IS 'X25519, hexadecimal';
CREATE TABLE public.station_health (
    station_id character varying(36) NOT NULL,
    received_at character varying(27) NOT NULL,
    version character varying(20) NOT NULL,
    store_format character varying(10) NOT NULL,
    system character varying(20) NOT NULL,
    pending integer NOT NULL,
    oldest_pending bigint,
    refused integer NOT NULL,
    disagreements integer NOT NULL,
    disk_free bigint,
    store_size bigint NOT NULL,
    backup_age bigint,
    clock_ahead bigint NOT NULL
);
COMMENT ON COLUMN public.station_health.oldest_pending IS 'seconds that the oldest had waited; null: nothing waits';
COMMENT ON COLUMN public.station_health.disk_free IS 'bytes';
COMMENT ON COLUMN public.station_health.store_size IS 'bytes';
COMMENT ON COLUMN public.station_health.backup_age IS 'seconds; null: never made';
COMMENT ON COLUMN public.station_health.clock_ahead IS 'seconds, as the server measured it';
CREATE TABLE public.station_origin (
    origin character varying(36) NOT NULL,
    station_id character varying(36) NOT NULL
);
COMMENT ON COLUMN public.station_origin.origin IS 'names a store''s change log; a restore makes another';
CREATE TABLE public.unit (
    cnes character varying(7) NOT NULL,
    name text NOT NULL,
    kind character varying(20) NOT NULL
);
COMMENT ON COLUMN public.unit.kind IS 'primary_care, hospital';
INSERT INTO public.alembic_version VALUES ('0006');
INSERT INTO public.api_client VALUES ('c', '1111111', 'Hospital', 'read', '0000000000000000000000000000000000000000000000000000000000000000', '2026', NULL);
INSERT INTO public.black_box VALUES ('ssssssssssssssssssssssssssssssssssss', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 5, '7e10718ec940151bd7a88aa6d3aa2bec7254c0629f4da42e57d08cc15e7fe417', '2026-03-02T11:00:00.000000Z', '2026-03-02T11:00:00.000000Z', NULL, NULL);
INSERT INTO public.black_box_hole VALUES ('ssssssssssssssssssssssssssssssssssss', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 3, 3, '75816f81ffc03eca932686f8556db1ffdc23dde7f0e334791c0313dfc614f4d3');
INSERT INTO public.black_box_record VALUES ('ssssssssssssssssssssssssssssssssssss', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 1, '96da82d03a17bc3c1da1c14b7442b8a788554470c4af0b4b8f22a3472b7dfcc9', '\x73796e7468657469632031');
INSERT INTO public.black_box_record VALUES ('ssssssssssssssssssssssssssssssssssss', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 2, 'd557ab8d09f7b78ef147a0b770bf50baecfee7aada06e84774936334b5092a5b', '\x73796e7468657469632032');
INSERT INTO public.black_box_record VALUES ('ssssssssssssssssssssssssssssssssssss', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 4, '5b56a8b821838d83eab6f7bb4f85f5cf45656d92b68296fa9002afaf37d3c0f4', '\x73796e7468657469632034');
INSERT INTO public.black_box_record VALUES ('ssssssssssssssssssssssssssssssssssss', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 5, '7e10718ec940151bd7a88aa6d3aa2bec7254c0629f4da42e57d08cc15e7fe417', '\x73796e7468657469632035');
INSERT INTO public.event VALUES (1, 'osssssssssssssssssss-000001', '1111111', 'p', 'accepted', NULL, 'osssssssssssssssssssssssssssssssssss', 1, 'person', 'p', 'create', '{"birth_date":"1990-01-01","full_name":"Sintética","id":"p","municipality_code":"2408102","municipality_name":"Natal","name_key":"sintetica","no_document_reason":"x","recorded_at":"2026","recorded_by":"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn","sex":"female"}', '273dfb05c92ac0b8f9a4a4137bbaf78e4210402d615edd73e8903b69a78c705a', '2026', 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn', 0, '2026-03-02T11:00:00.000000Z', NULL);
INSERT INTO public.event VALUES (2, 'osssssssssssssssssss-000002', '1111111', 'p', 'accepted', NULL, 'osssssssssssssssssssssssssssssssssss', 2, 'person', 'p', 'change', '{"before":{"phone":null},"fields":{"phone":"+55841"},"id":"p"}', '80b18df6a645f91409cd67bb19cb212fd189bb5669e907766b2abaae5b18ef10', '2026', 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn', 0, '2026-03-02T11:00:00.000000Z', NULL);
INSERT INTO public.event VALUES (3, 'ottttttttttttttttttt-000001', '1111111', 'p', 'conflict', 'osssssssssssssssssss-000002', 'ottttttttttttttttttttttttttttttttttt', 1, 'person', 'p', 'change', '{"before":{"phone":null},"fields":{"phone":"+55842"},"id":"p"}', 'e9567f821f588849bed16f60e573b8a4220c7c9209972a5fa820a4ed0dbf17c8', '2026', 'nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn', 1, '2026-03-02T11:00:00.000000Z', NULL);
INSERT INTO public.guard_head VALUES ('person/p/phone', 2, 'osssssssssssssssssssssssssssssssssss', 'osssssssssssssssssss-000002', NULL);
INSERT INTO public.journal_head VALUES (1, 3, '');
INSERT INTO public.offered_version VALUES ('stable', '1.4.0', 'Nota sintética', '{"plantao_1.4.0_amd64.deb": "0000000000000000000000000000000000000000000000000000000000000000"}', '2026-03-02T11:00:00.000000Z');
INSERT INTO public.scope VALUES ('p', '1111111', 1);
INSERT INTO public.sending_grant VALUES ('1111111', 'ssssssssssssssssssssssssssssssssssss', '2026', NULL, NULL);
INSERT INTO public.station VALUES ('ssssssssssssssssssssssssssssssssssss', '1111111', 'Sala', 'k', 'active', '2026', NULL, NULL);
INSERT INTO public.station VALUES ('tttttttttttttttttttttttttttttttttttt', '1111111', 'Sala', 'k', 'active', '2026', NULL, NULL);
INSERT INTO public.station_health VALUES ('ssssssssssssssssssssssssssssssssssss', '2026-03-02T11:00:00.000000Z', '1.3.0', '0018', 'linux', 2, 60, 0, 0, 5000000000, 1000000, 3600, 0);
INSERT INTO public.station_origin VALUES ('osssssssssssssssssssssssssssssssssss', 'ssssssssssssssssssssssssssssssssssss');
INSERT INTO public.station_origin VALUES ('ottttttttttttttttttttttttttttttttttt', 'tttttttttttttttttttttttttttttttttttt');
INSERT INTO public.unit VALUES ('1111111', 'UBS Sintética', 'primary_care');
INSERT INTO public.unit VALUES ('2222222', 'Hospital Sintético', 'hospital');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.api_call
    ADD CONSTRAINT pk_api_call PRIMARY KEY (id);
ALTER TABLE ONLY public.api_client
    ADD CONSTRAINT pk_api_client PRIMARY KEY (id);
ALTER TABLE ONLY public.black_box
    ADD CONSTRAINT pk_black_box PRIMARY KEY (station_id, box);
ALTER TABLE ONLY public.black_box_hole
    ADD CONSTRAINT pk_black_box_hole PRIMARY KEY (station_id, box, first);
ALTER TABLE ONLY public.black_box_record
    ADD CONSTRAINT pk_black_box_record PRIMARY KEY (station_id, box, number);
ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT pk_enrolment_code PRIMARY KEY (code_sha256);
ALTER TABLE ONLY public.epoch
    ADD CONSTRAINT pk_epoch PRIMARY KEY (number);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (number);
ALTER TABLE ONLY public.guard_head
    ADD CONSTRAINT pk_guard_head PRIMARY KEY (guard);
ALTER TABLE ONLY public.heard_news
    ADD CONSTRAINT pk_heard_news PRIMARY KEY (id);
ALTER TABLE ONLY public.journal_head
    ADD CONSTRAINT pk_journal_head PRIMARY KEY (id);
ALTER TABLE ONLY public.offered_version
    ADD CONSTRAINT pk_offered_version PRIMARY KEY (channel);
ALTER TABLE ONLY public.referral_desk
    ADD CONSTRAINT pk_referral_desk PRIMARY KEY (referral_id);
ALTER TABLE ONLY public.rejected
    ADD CONSTRAINT pk_rejected PRIMARY KEY (event_id);
ALTER TABLE ONLY public.scope
    ADD CONSTRAINT pk_scope PRIMARY KEY (person_id, unit);
ALTER TABLE ONLY public.sending_grant
    ADD CONSTRAINT pk_sending_grant PRIMARY KEY (unit);
ALTER TABLE ONLY public.sending_shelf
    ADD CONSTRAINT pk_sending_shelf PRIMARY KEY (unit, id);
ALTER TABLE ONLY public.server_secret
    ADD CONSTRAINT pk_server_secret PRIMARY KEY (name);
ALTER TABLE ONLY public.station
    ADD CONSTRAINT pk_station PRIMARY KEY (id);
ALTER TABLE ONLY public.station_agreement
    ADD CONSTRAINT pk_station_agreement PRIMARY KEY (station_id);
ALTER TABLE ONLY public.station_health
    ADD CONSTRAINT pk_station_health PRIMARY KEY (station_id);
ALTER TABLE ONLY public.station_origin
    ADD CONSTRAINT pk_station_origin PRIMARY KEY (origin);
ALTER TABLE ONLY public.unit
    ADD CONSTRAINT pk_unit PRIMARY KEY (cnes);
ALTER TABLE ONLY public.api_client
    ADD CONSTRAINT uq_api_client_token_sha256 UNIQUE (token_sha256);
ALTER TABLE ONLY public.epoch
    ADD CONSTRAINT uq_epoch_id UNIQUE (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT uq_event_id UNIQUE (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT uq_event_origin_sequence UNIQUE (origin, sequence);
CREATE INDEX ix_api_call_client_id ON public.api_call USING btree (client_id);
CREATE INDEX ix_event_hold ON public.event USING btree (person_id) WHERE ((entity)::text = 'record_hold'::text);
CREATE INDEX ix_event_person ON public.event USING btree (person_id, number);
CREATE INDEX ix_event_row ON public.event USING btree (entity_id, entity, number);
CREATE INDEX ix_event_unit ON public.event USING btree (unit, number);
CREATE INDEX ix_heard_news_unit ON public.heard_news USING btree (unit);
CREATE INDEX ix_referral_desk_due_at ON public.referral_desk USING btree (due_at);
CREATE INDEX ix_rejected_station_id ON public.rejected USING btree (station_id);
CREATE INDEX ix_station_origin_station_id ON public.station_origin USING btree (station_id);
CREATE INDEX ix_station_unit ON public.station USING btree (unit);
ALTER TABLE ONLY public.api_call
    ADD CONSTRAINT fk_api_call_client_id FOREIGN KEY (client_id) REFERENCES public.api_client(id);
ALTER TABLE ONLY public.api_client
    ADD CONSTRAINT fk_api_client_unit FOREIGN KEY (unit) REFERENCES public.unit(cnes);
ALTER TABLE ONLY public.black_box_hole
    ADD CONSTRAINT fk_black_box_hole_station_id_station FOREIGN KEY (station_id) REFERENCES public.station(id);
ALTER TABLE ONLY public.black_box_record
    ADD CONSTRAINT fk_black_box_record_station_id_station FOREIGN KEY (station_id) REFERENCES public.station(id);
ALTER TABLE ONLY public.black_box
    ADD CONSTRAINT fk_black_box_station_id_station FOREIGN KEY (station_id) REFERENCES public.station(id);
ALTER TABLE ONLY public.enrolment_code
    ADD CONSTRAINT fk_enrolment_code_unit FOREIGN KEY (unit) REFERENCES public.unit(cnes);
ALTER TABLE ONLY public.heard_news
    ADD CONSTRAINT fk_heard_news_unit FOREIGN KEY (unit) REFERENCES public.unit(cnes);
ALTER TABLE ONLY public.sending_grant
    ADD CONSTRAINT fk_sending_grant_unit FOREIGN KEY (unit) REFERENCES public.unit(cnes);
ALTER TABLE ONLY public.sending_shelf
    ADD CONSTRAINT fk_sending_shelf_unit FOREIGN KEY (unit) REFERENCES public.unit(cnes);
ALTER TABLE ONLY public.station_agreement
    ADD CONSTRAINT fk_station_agreement_station_id FOREIGN KEY (station_id) REFERENCES public.station(id);
ALTER TABLE ONLY public.station_health
    ADD CONSTRAINT fk_station_health_station_id_station FOREIGN KEY (station_id) REFERENCES public.station(id);
ALTER TABLE ONLY public.station_origin
    ADD CONSTRAINT fk_station_origin_station_id FOREIGN KEY (station_id) REFERENCES public.station(id);
ALTER TABLE ONLY public.station
    ADD CONSTRAINT fk_station_unit FOREIGN KEY (unit) REFERENCES public.unit(cnes);
