BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'battkomp','create_content','2026-11-23 09:50:31.805535+00:00');
CREATE TABLE board (
        id integer primary key check (id = 1),
        first_year integer not null,
        last_year integer not null check (last_year >= first_year)
    ) strict
    ;
INSERT INTO "board" VALUES(1,2021,2022);
CREATE TABLE contact (
        id integer primary key check (id = 1),
        organisation text not null references organisations (key),
        person text references people (key),
        email text
    ) strict
    ;
INSERT INTO "contact" VALUES(1,'norsk-industri',NULL,NULL);
CREATE TABLE facts (
        subject text primary key,
        digest text not null,
        changed_on text not null
    ) strict, without rowid
    ;
INSERT INTO "facts" VALUES('board','2102ae1b17927ef3','2026-11-23');
INSERT INTO "facts" VALUES('contact','4f9cbbd0b10b43ad','2026-11-23');
INSERT INTO "facts" VALUES('organisations.battery-norway','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('organisations.elektro-og-energi','03d27e8b0e73c67c','2026-11-23');
INSERT INTO "facts" VALUES('organisations.eyde-klyngen','8f5b6cabee862ba0','2026-11-23');
INSERT INTO "facts" VALUES('organisations.freyr','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('organisations.hydro','3aa7c0bbd2c26391','2026-11-23');
INSERT INTO "facts" VALUES('organisations.intek','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('organisations.kompetanseutvalget','4e74e37dd998c835','2026-11-23');
INSERT INTO "facts" VALUES('organisations.lo','c124d22c9c9e1624','2026-11-23');
INSERT INTO "facts" VALUES('organisations.norsk-industri','888d28d4132b8d12','2026-11-23');
INSERT INTO "facts" VALUES('organisations.prosess21','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('organisations.siemens','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('organisations.teknobedriftene','738b1bb74df87916','2026-11-23');
INSERT INTO "facts" VALUES('pages.accessibility','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('pages.board','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('pages.contact','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('pages.home','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('pages.phases','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('pages.privacy','44136fa355b3678a','2026-11-23');
INSERT INTO "facts" VALUES('people.carla-botten-verboven','20ce4df069eff7b4','2026-11-23');
INSERT INTO "facts" VALUES('people.kenneth-sandmo','a2918e29be11e85c','2026-11-23');
INSERT INTO "facts" VALUES('people.lars-kvadsheim','ba16e08aadb9f6e4','2026-11-23');
INSERT INTO "facts" VALUES('people.lars-petter-maltby','a8cdd63752263e17','2026-11-23');
INSERT INTO "facts" VALUES('people.lars-tore-gellein','b637236f6ff4128a','2026-11-23');
INSERT INTO "facts" VALUES('people.per-holdo','32ce3dc89a6ba193','2026-11-23');
INSERT INTO "facts" VALUES('people.stein-lier-hansen','635406facd5857a1','2026-11-23');
INSERT INTO "facts" VALUES('people.sverre-panengstuen','4b0f7d3bcc285598','2026-11-23');
INSERT INTO "facts" VALUES('phases.1','a6f8c2e4bcf9f8e0','2026-11-23');
INSERT INTO "facts" VALUES('phases.2','c28b823bf281e903','2026-11-23');
INSERT INTO "facts" VALUES('phases.3','ce06c34c51bef032','2026-11-23');
INSERT INTO "facts" VALUES('seats.elektro-og-energi','8c58b49fe0106089','2026-11-23');
INSERT INTO "facts" VALUES('seats.kompetanseutvalget-1','9b2222f29af74a60','2026-11-23');
INSERT INTO "facts" VALUES('seats.kompetanseutvalget-2','6698104da2912d1c','2026-11-23');
INSERT INTO "facts" VALUES('seats.lo','e0b1273525a76bd9','2026-11-23');
INSERT INTO "facts" VALUES('seats.norsk-industri-1','bbd891e8669d4be2','2026-11-23');
INSERT INTO "facts" VALUES('seats.norsk-industri-2','6866aeb44be7ceb4','2026-11-23');
INSERT INTO "facts" VALUES('seats.prosess21','abfd6b008f8f464b','2026-11-23');
INSERT INTO "facts" VALUES('seats.teknobedriftene','428df276c06c75ae','2026-11-23');
CREATE TABLE organisations (
        key text primary key,
        position integer not null,
        website text,
        part_of text references organisations (key) deferrable initially deferred
    ) strict
    ;
INSERT INTO "organisations" VALUES('norsk-industri',0,'https://www.norskindustri.no',NULL);
INSERT INTO "organisations" VALUES('lo',1,'https://www.lo.no',NULL);
INSERT INTO "organisations" VALUES('prosess21',2,NULL,NULL);
INSERT INTO "organisations" VALUES('battery-norway',3,NULL,NULL);
INSERT INTO "organisations" VALUES('eyde-klyngen',4,'https://www.eydecluster.com',NULL);
INSERT INTO "organisations" VALUES('kompetanseutvalget',5,NULL,'norsk-industri');
INSERT INTO "organisations" VALUES('hydro',6,'https://www.hydro.com',NULL);
INSERT INTO "organisations" VALUES('freyr',7,NULL,NULL);
INSERT INTO "organisations" VALUES('elektro-og-energi',8,'https://www.norskindustri.no/bransjer/elektro-og-energi/','norsk-industri');
INSERT INTO "organisations" VALUES('teknobedriftene',9,'https://www.norskindustri.no/bransjer/teknobedriftene/','norsk-industri');
INSERT INTO "organisations" VALUES('siemens',10,NULL,NULL);
INSERT INTO "organisations" VALUES('intek',11,NULL,NULL);
CREATE TABLE pages (key text primary key, position integer not null) strict;
INSERT INTO "pages" VALUES('home',0);
INSERT INTO "pages" VALUES('phases',1);
INSERT INTO "pages" VALUES('board',2);
INSERT INTO "pages" VALUES('contact',3);
INSERT INTO "pages" VALUES('accessibility',4);
INSERT INTO "pages" VALUES('privacy',5);
CREATE TABLE people (
        key text primary key,
        position integer not null,
        name text not null
    ) strict
    ;
INSERT INTO "people" VALUES('stein-lier-hansen',0,'Stein Lier-Hansen');
INSERT INTO "people" VALUES('carla-botten-verboven',1,'Carla Botten-Verboven');
INSERT INTO "people" VALUES('kenneth-sandmo',2,'Kenneth Sandmo');
INSERT INTO "people" VALUES('lars-petter-maltby',3,'Lars Petter Maltby');
INSERT INTO "people" VALUES('per-holdo',4,'Per Holdø');
INSERT INTO "people" VALUES('lars-kvadsheim',5,'Lars Kvadsheim');
INSERT INTO "people" VALUES('lars-tore-gellein',6,'Lars-Tore Gellein');
INSERT INTO "people" VALUES('sverre-panengstuen',7,'Sverre Panengstuen');
CREATE TABLE phases (
        number integer primary key,
        started_on text,
        launched_on text,
        check (started_on <= launched_on)
    ) strict
    ;
INSERT INTO "phases" VALUES(1,NULL,'2021-10-27');
INSERT INTO "phases" VALUES(2,NULL,'2022-01-31');
INSERT INTO "phases" VALUES(3,NULL,NULL);
CREATE TABLE revision (
        id integer primary key check (id = 1),
        number integer not null,
        changed_at text not null
    ) strict
    ;
INSERT INTO "revision" VALUES(1,1,'2026-11-23T09:50:31+00:00');
CREATE TABLE seat_organisations (
        seat text not null references seats (key),
        position integer not null,
        organisation text not null references organisations (key),
        primary key (seat, position)
    ) strict, without rowid
    ;
INSERT INTO "seat_organisations" VALUES('elektro-og-energi',0,'freyr');
INSERT INTO "seat_organisations" VALUES('elektro-og-energi',1,'elektro-og-energi');
INSERT INTO "seat_organisations" VALUES('elektro-og-energi',2,'norsk-industri');
INSERT INTO "seat_organisations" VALUES('kompetanseutvalget-1',0,'kompetanseutvalget');
INSERT INTO "seat_organisations" VALUES('kompetanseutvalget-1',1,'norsk-industri');
INSERT INTO "seat_organisations" VALUES('kompetanseutvalget-1',2,'hydro');
INSERT INTO "seat_organisations" VALUES('kompetanseutvalget-2',0,'kompetanseutvalget');
INSERT INTO "seat_organisations" VALUES('kompetanseutvalget-2',1,'norsk-industri');
INSERT INTO "seat_organisations" VALUES('kompetanseutvalget-2',2,'intek');
INSERT INTO "seat_organisations" VALUES('lo',0,'lo');
INSERT INTO "seat_organisations" VALUES('norsk-industri-1',0,'norsk-industri');
INSERT INTO "seat_organisations" VALUES('norsk-industri-2',0,'norsk-industri');
INSERT INTO "seat_organisations" VALUES('prosess21',0,'prosess21');
INSERT INTO "seat_organisations" VALUES('prosess21',1,'battery-norway');
INSERT INTO "seat_organisations" VALUES('prosess21',2,'eyde-klyngen');
INSERT INTO "seat_organisations" VALUES('teknobedriftene',0,'teknobedriftene');
INSERT INTO "seat_organisations" VALUES('teknobedriftene',1,'norsk-industri');
INSERT INTO "seat_organisations" VALUES('teknobedriftene',2,'siemens');
CREATE TABLE seats (
        key text primary key,
        position integer not null unique,
        person text not null references people (key)
    ) strict
    ;
INSERT INTO "seats" VALUES('norsk-industri-1',0,'stein-lier-hansen');
INSERT INTO "seats" VALUES('norsk-industri-2',1,'carla-botten-verboven');
INSERT INTO "seats" VALUES('lo',2,'kenneth-sandmo');
INSERT INTO "seats" VALUES('prosess21',3,'lars-petter-maltby');
INSERT INTO "seats" VALUES('kompetanseutvalget-1',4,'per-holdo');
INSERT INTO "seats" VALUES('elektro-og-energi',5,'lars-kvadsheim');
INSERT INTO "seats" VALUES('teknobedriftene',6,'lars-tore-gellein');
INSERT INTO "seats" VALUES('kompetanseutvalget-2',7,'sverre-panengstuen');
CREATE TABLE slugs (
        language text not null,
        slug text not null,
        phase integer not null references phases (number),
        is_current integer not null check (is_current in (0, 1)),
        primary key (language, slug)
    ) strict, without rowid
    ;
INSERT INTO "slugs" VALUES('en','1-needs-assessment',1,1);
INSERT INTO "slugs" VALUES('en','2-gaps-and-recommendations',2,1);
INSERT INTO "slugs" VALUES('en','3-recruitment-and-society',3,1);
INSERT INTO "slugs" VALUES('nb','1-behovskartlegging',1,1);
INSERT INTO "slugs" VALUES('nb','2-gap-og-anbefalinger',2,1);
INSERT INTO "slugs" VALUES('nb','3-rekruttering-og-samfunn',3,1);
CREATE TABLE words (
        subject text not null,
        field text not null,
        language text not null,
        text text not null check (text <> ''),
        digest text not null,
        made_from text,
        changed_on text not null,
        primary key (subject, field, language)
    ) strict, without rowid
    ;
INSERT INTO "words" VALUES('board','introduction','en','The board of the BattKOMP project consists of:','b0fa8f1a55c70803','c041dc03496d79dd','2026-11-23');
INSERT INTO "words" VALUES('board','introduction','nb','Styret i BattKOMP-prosjektet består av:','c041dc03496d79dd',NULL,'2026-11-23');
INSERT INTO "words" VALUES('contact','invitation','en','Any questions? Please get in touch.','842f26164690403c','ac3035f4c2615f66','2026-11-23');
INSERT INTO "words" VALUES('contact','invitation','nb','Lurer du på noe? Kontakt meg gjerne!','ac3035f4c2615f66',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.battery-norway','name','en','Battery Norway','b242458825a2cba1','b242458825a2cba1','2026-11-23');
INSERT INTO "words" VALUES('organisations.battery-norway','name','nb','Battery Norway','b242458825a2cba1',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.elektro-og-energi','name','en','Electro and Energy','ce3770cac1083524','2353480f3ed5bf47','2026-11-23');
INSERT INTO "words" VALUES('organisations.elektro-og-energi','name','nb','Elektro og energi','2353480f3ed5bf47',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.eyde-klyngen','name','en','Eyde Cluster','9984b0356766779b','daaed64057b08223','2026-11-23');
INSERT INTO "words" VALUES('organisations.eyde-klyngen','name','nb','Eyde-klyngen','daaed64057b08223',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.freyr','name','en','Freyr','98e76e614cf3d353','98e76e614cf3d353','2026-11-23');
INSERT INTO "words" VALUES('organisations.freyr','name','nb','Freyr','98e76e614cf3d353',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.hydro','name','en','Hydro','80f6b2824f81e721','80f6b2824f81e721','2026-11-23');
INSERT INTO "words" VALUES('organisations.hydro','name','nb','Hydro','80f6b2824f81e721',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.intek','name','en','Intek','611f7badd88a0da3','611f7badd88a0da3','2026-11-23');
INSERT INTO "words" VALUES('organisations.intek','name','nb','Intek','611f7badd88a0da3',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.kompetanseutvalget','name','en','Competence Committee','5f04f04fd10f9148','7020ce3ebbafb6db','2026-11-23');
INSERT INTO "words" VALUES('organisations.kompetanseutvalget','name','nb','Kompetanseutvalget','7020ce3ebbafb6db',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.lo','name','en','LO','ec0bade9ee7d01bd','ec0bade9ee7d01bd','2026-11-23');
INSERT INTO "words" VALUES('organisations.lo','name','nb','LO','ec0bade9ee7d01bd',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.norsk-industri','name','en','Norsk Industri','63d2af1fd5c5501c','63d2af1fd5c5501c','2026-11-23');
INSERT INTO "words" VALUES('organisations.norsk-industri','name','nb','Norsk Industri','63d2af1fd5c5501c',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.prosess21','name','en','Prosess21','a7547d945b58d7b6','a7547d945b58d7b6','2026-11-23');
INSERT INTO "words" VALUES('organisations.prosess21','name','nb','Prosess21','a7547d945b58d7b6',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.siemens','name','en','Siemens','1f35120568f63bf5','1f35120568f63bf5','2026-11-23');
INSERT INTO "words" VALUES('organisations.siemens','name','nb','Siemens','1f35120568f63bf5',NULL,'2026-11-23');
INSERT INTO "words" VALUES('organisations.teknobedriftene','name','en','Teknobedriftene','164f0e9ccd1b2d5a','164f0e9ccd1b2d5a','2026-11-23');
INSERT INTO "words" VALUES('organisations.teknobedriftene','name','nb','Teknobedriftene','164f0e9ccd1b2d5a',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.accessibility','description','en','What this site does so that everyone can use it, and what has not been tested yet.','fab9d5671731870d','c330ea8c25ab7690','2026-11-23');
INSERT INTO "words" VALUES('pages.accessibility','description','nb','Hva dette nettstedet gjør for at alle skal kunne bruke det, og hva som ikke er testet ennå.','c330ea8c25ab7690',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.accessibility','title','en','Accessibility','d3368cbffe23c98d','669b7f4d3b75bcb9','2026-11-23');
INSERT INTO "words" VALUES('pages.accessibility','title','nb','Tilgjengelighet','669b7f4d3b75bcb9',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.board','description','en','The eight members of the BattKOMP board, and whom they represent.','fe46b5e6c19c6a90','9d5bc2a1f25765b1','2026-11-23');
INSERT INTO "words" VALUES('pages.board','description','nb','De åtte medlemmene av styret i BattKOMP, og hvem de representerer.','9d5bc2a1f25765b1',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.board','title','en','The project board','a1568c2efa764d62','9b95c127d43a8636','2026-11-23');
INSERT INTO "words" VALUES('pages.board','title','nb','Prosjektstyret','9b95c127d43a8636',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.contact','description','en','How to reach those behind BattKOMP.','624599045c515052','c0ac667dfb2e80a3','2026-11-23');
INSERT INTO "words" VALUES('pages.contact','description','nb','Slik når du dem som står bak BattKOMP.','c0ac667dfb2e80a3',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.contact','title','en','Contact','2b5c3d26721ae9c3','325eecf9d30156c2','2026-11-23');
INSERT INTO "words" VALUES('pages.contact','title','nb','Kontakt','325eecf9d30156c2',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.home','body','en','In spring 2021 Norsk Industri, the Federation of Norwegian Industries, began a project to map and analyse the skills needs that come with a large-scale commitment to a battery industry in Norway. Norsk Industri leads the work, in cooperation with LO, the Norwegian Confederation of Trade Unions, and Prosess21, a strategy forum for the process industry.

The project has been named BattKOMP, and is to build on cooperation and involvement along the whole battery value chain. Those involved share an interest in standing together behind an initiative to bring the national skills needs to the fore. The project board involves elected representatives of Norsk Industri, Prosess21 and LO, as well as a broad resource group of stakeholders from industry, business and education. The project is divided into three sub-projects, with working groups made up of employees of Norsk Industri, LO and industry clusters.','f1fee08408a91fa2','12ae4680848019e9','2026-11-23');
INSERT INTO "words" VALUES('pages.home','body','nb','Våren 2021 satte Norsk Industri i gang et prosjekt som skal kartlegge og analysere kompetansebehov forbundet med en storskala satsing på batteriindustri i Norge. Norsk Industri leder arbeidet, i samarbeid med LO og Prosess21.

Prosjektet har fått navnet BattKOMP, og skal bygge på samspill og involvering langs hele batteriverdikjeden. Aktørbildet har en felles interesse av å stå samlet bak et initiativ for å løfte frem de nasjonale kompetansebehovene. Gjennom prosjektstyret involveres tillitsvalgte i Norsk Industri, Prosess21 og LO, samt en bred ressursgruppe av stakeholders fra industri, næringsliv og utdanning. Prosjektet er delt i tre delprosjekter, med arbeidsgrupper bestående av ansatte i Norsk Industri, LO og klynger.','12ae4680848019e9',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.home','description','en','BattKOMP maps the skills needs of a large-scale commitment to a battery industry in Norway.','26670be682f4c4bf','10a8e6628e760ddd','2026-11-23');
INSERT INTO "words" VALUES('pages.home','description','nb','BattKOMP kartlegger kompetansebehovene ved en storskala satsing på batteriindustri i Norge.','10a8e6628e760ddd',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.home','hint','en','Use the menu on the left to find your way (the menu button on a phone or tablet).','925a4f38dc1530a6','14abf4add032c87b','2026-11-23');
INSERT INTO "words" VALUES('pages.home','hint','nb','Bruk menyen til venstre til å navigere ("hamburgermenyen" på telefon/pad).','14abf4add032c87b',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.home','kicker','en','The battery industry','7b590fa5857f02bf','fde5582addf312ea','2026-11-23');
INSERT INTO "words" VALUES('pages.home','kicker','nb','Batteriindustrien','fde5582addf312ea',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.home','label','en','Home','3a78695388b38b5c','e18ec99c90e901d3','2026-11-23');
INSERT INTO "words" VALUES('pages.home','label','nb','Forside','e18ec99c90e901d3',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.home','title','en','BattKOMP','1f35d4236cb27f01','1f35d4236cb27f01','2026-11-23');
INSERT INTO "words" VALUES('pages.home','title','nb','BattKOMP','1f35d4236cb27f01',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.phases','description','en','BattKOMP has three parts: needs assessment, gaps and recommendations, and recruitment and society.','67bf475d9f65d926','93911aaac3841596','2026-11-23');
INSERT INTO "words" VALUES('pages.phases','description','nb','BattKOMP er delt i tre: behovskartlegging, GAP og anbefalinger, og rekruttering og samfunn.','93911aaac3841596',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.phases','title','en','The project’s phases','e650594119092ec7','7d6d8dcc1cf3d1c4','2026-11-23');
INSERT INTO "words" VALUES('pages.phases','title','nb','Prosjektets faser','7d6d8dcc1cf3d1c4',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.privacy','description','en','This site uses no cookies and keeps no record of its readers.','d1904d6836005e8e','5cc8e29dba7af6db','2026-11-23');
INSERT INTO "words" VALUES('pages.privacy','description','nb','Dette nettstedet bruker ingen informasjonskapsler og fører ikke logg over leserne sine.','5cc8e29dba7af6db',NULL,'2026-11-23');
INSERT INTO "words" VALUES('pages.privacy','title','en','Privacy','54a57c3147c49f33','c0d76d99394f54a2','2026-11-23');
INSERT INTO "words" VALUES('pages.privacy','title','nb','Personvern','c0d76d99394f54a2',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.1','body','en','In this part the project is to map and analyse the skills needs of companies in the industry in connection with the battery drive – across the battery value chain.','09c4cbce464ff01b','26cdd8868afdc021','2026-11-23');
INSERT INTO "words" VALUES('phases.1','body','nb','I denne delen skal prosjektet kartlegge og analysere industriaktørenes kompetansebehov relatert til batterisatsingen – på tvers av batteriverdikjeden.','26cdd8868afdc021',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.1','summary','en','Which skills do companies along the battery value chain need?','f99a35bd1248da07','a8f4b472f9f9343c','2026-11-23');
INSERT INTO "words" VALUES('phases.1','summary','nb','Hvilken kompetanse trenger industriaktørene langs batteriverdikjeden?','a8f4b472f9f9343c',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.1','title','en','Needs assessment','ca948f4c80539869','b97a66f00fee2997','2026-11-23');
INSERT INTO "words" VALUES('phases.1','title','nb','Behovskartlegging','b97a66f00fee2997',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.2','body','en','Part 2 of the project aims to compare the skills needs with what education offers today, from trade certificate to higher education. The gap analysis also considers whether shorter skills modules need to be established, for example under the industry programme for manufacturing and construction.','5220102415798a4c','8ae24040ca74e8a3','2026-11-23');
INSERT INTO "words" VALUES('phases.2','body','nb','Del 2 av prosjektet har mål om å studere kompetansebehovene mot det eksisterende tilbudet fra utdanning, fra fagbrev til høyere utdanning. Til GAP-analysen inngår også en vurdering av behov for etablering av kortere kompetansemoduler for eksempel knyttet til bransjeprogrammet for industri og byggenæringen.','8ae24040ca74e8a3',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.2','summary','en','What does education offer today, and what is needed besides?','ee309ac2a63c961f','65755f7f0069130c','2026-11-23');
INSERT INTO "words" VALUES('phases.2','summary','nb','Hva tilbyr utdanningene i dag, og hva trengs i tillegg?','65755f7f0069130c',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.2','title','en','Gaps and recommendations: education and skills','6f4521f62d4e77f1','1df153e8bd77ff01','2026-11-23');
INSERT INTO "words" VALUES('phases.2','title','nb','GAP og anbefalinger utdanning/kompetanse','1df153e8bd77ff01',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.3','body','en','Part 3 brings together recommendations for establishing robust, long-term education pathways for the battery industry. The sub-project also discusses other needs to do with recruitment for a fast-growing industry – starting from the Norwegian model of cooperation between employers, unions and the state.

This part is to build on the knowledge base from parts 1 and 2, and its content is adjusted as the knowledge base becomes available.','d885aeb9bc6a8178','cab1257dd0eb9c2e','2026-11-23');
INSERT INTO "words" VALUES('phases.3','body','nb','Del 3 samler anbefalinger for etablering av robuste og langsiktige utdanningsløp for batteriindustri. Delprosjektet drøfter også andre behov knyttet til rekruttering for en raskt voksende næring – med utgangspunkt i den norske modellen.

Denne delen skal bygge på kunnskapsgrunnlaget fra del 1 og 2, og innhold justeres ettersom kunnskapsgrunnlaget foreligger.','cab1257dd0eb9c2e',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.3','summary','en','What does it take to recruit and educate people for an industry that grows fast?','c11714898036c9de','4fa1b8b267124101','2026-11-23');
INSERT INTO "words" VALUES('phases.3','summary','nb','Hva skal til for å rekruttere og utdanne folk til en næring som vokser raskt?','4fa1b8b267124101',NULL,'2026-11-23');
INSERT INTO "words" VALUES('phases.3','title','en','Recruitment and society','e282143f142b88fd','172e9b87d7116490','2026-11-23');
INSERT INTO "words" VALUES('phases.3','title','nb','Rekruttering og samfunn','172e9b87d7116490',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.elektro-og-energi','represents','en','{freyr} (representing the branch association {elektro-og-energi}, {norsk-industri})','c5ec7491546d95f3','c106b4477c10854c','2026-11-23');
INSERT INTO "words" VALUES('seats.elektro-og-energi','represents','nb','{freyr}, (representerer bransjeforeningen {elektro-og-energi}, {norsk-industri})','c106b4477c10854c',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.kompetanseutvalget-1','represents','en','{norsk-industri}’s {kompetanseutvalget} ({hydro})','bb48e554f47a8b98','6d93c508f61c6f88','2026-11-23');
INSERT INTO "words" VALUES('seats.kompetanseutvalget-1','represents','nb','{kompetanseutvalget} i {norsk-industri} ({hydro})','6d93c508f61c6f88',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.kompetanseutvalget-2','represents','en','{norsk-industri}’s {kompetanseutvalget} ({intek})','75a65ed54ddec633','3154fb63469f53c8','2026-11-23');
INSERT INTO "words" VALUES('seats.kompetanseutvalget-2','represents','nb','{kompetanseutvalget} i {norsk-industri} ({intek})','3154fb63469f53c8',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.lo','represents','en','{lo}','d407d5d497c805cb','d407d5d497c805cb','2026-11-23');
INSERT INTO "words" VALUES('seats.lo','represents','nb','{lo}','d407d5d497c805cb',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.norsk-industri-1','represents','en','{norsk-industri}','3a71aa21903d7816','3a71aa21903d7816','2026-11-23');
INSERT INTO "words" VALUES('seats.norsk-industri-1','represents','nb','{norsk-industri}','3a71aa21903d7816',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.norsk-industri-2','represents','en','{norsk-industri}','3a71aa21903d7816','3a71aa21903d7816','2026-11-23');
INSERT INTO "words" VALUES('seats.norsk-industri-2','represents','nb','{norsk-industri}','3a71aa21903d7816',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.prosess21','represents','en','{prosess21} and {battery-norway} (the {eyde-klyngen})','bea14c223a2e8cd2','36f848efc18214d1','2026-11-23');
INSERT INTO "words" VALUES('seats.prosess21','represents','nb','{prosess21} og {battery-norway} ({eyde-klyngen})','36f848efc18214d1',NULL,'2026-11-23');
INSERT INTO "words" VALUES('seats.teknobedriftene','represents','en','the board of {teknobedriftene}, {norsk-industri} ({siemens}’ battery factory)','5e20e587a6eaca9d','5edcf5eead042faa','2026-11-23');
INSERT INTO "words" VALUES('seats.teknobedriftene','represents','nb','styret i {teknobedriftene}, {norsk-industri} ({siemens}'' batterifabrikk)','5edcf5eead042faa',NULL,'2026-11-23');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX one_current_slug on slugs (phase, language) where is_current = 1
    ;
COMMIT;
