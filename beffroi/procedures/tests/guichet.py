"""A small e-guichet of our own invention, in the format of w.c.s.: one form, its circuit, a list, a mail template."""

from __future__ import annotations

from pathlib import Path

FORM = """<?xml version="1.0"?>
<formdef id="7">
  <name>Demande d'un vélo</name>
  <url_name>velo</url_name>
  <workflow workflow_id="3">Prêt de vélos</workflow>
  <category category_id="1">Mobilité</category>
  <options><option varname="caution">25</option><option varname="payant" type="bool">True</option></options>
  <fields>
    <field><id>1</id><type>page</type><label>Vous</label></field>
    <field><id>2</id><type>string</type><label>Téléphone</label><varname>tel</varname><required>True</required>
      <validation><type>regex</type><value>^(0|\\+|00)(\\d{8,})$</value></validation>
      <prefill><type>user</type><value>_phone</value></prefill></field>
    <field><id>3</id><type>email</type><label>Courriel</label><varname>courriel</varname><required>True</required></field>
    <field><id>4</id><type>item</type><label>Taille</label><varname>taille</varname><required>True</required>
      <data_source><type>tailles</type></data_source></field>
    <field><id>5</id><type>page</type><label>Le vélo</label>
      <condition><type>django</type><value>form_var_taille_raw == "s"</value></condition>
      <post_conditions><post_condition>
        <condition><type>django</type><value>form_var_jours|length</value></condition>
        <error_message><type>text</type><value>Choisissez un jour.</value></error_message>
      </post_condition></post_conditions></field>
    <field><id>6</id><type>comment</type><label>&lt;p&gt;Il faut &lt;b&gt;un casque&lt;/b&gt;, {{ form_var_tel }}.&lt;/p&gt;</label></field>
    <field><id>7</id><type>items</type><label>Jours</label><varname>jours</varname><required>False</required>
      <items><item>Lundi</item><item>Mardi</item></items><max_choices>1</max_choices></field>
    <field><id>8</id><type>computed</type><label>total</label><varname>total</varname>
      <value_template>{% if form_option_payant %}{{ form_option_caution }}{% else %}0{% endif %}</value_template></field>
    <field><id>9</id><type>string</type><label>Code</label><varname>code</varname><required>True</required>
      <condition><type>django</type><value>session_user.niss == "1"</value></condition></field>
  </fields>
</formdef>"""

WORKFLOW = """<?xml version="1.0"?>
<workflow id="3">
  <name>Prêt de vélos</name>
  <roles><role id="_receiver">Mobilité</role></roles>
  <possible_status>
    <status><id>a</id><name>Juste envoyé</name><items>
      <item type="sendmail" id="1"><to><item>_submitter</item></to><mail_template>recu</mail_template></item>
      <item type="jump" id="2"><status>c</status>
        <condition><type>django</type><value>form_var_taille == "Petite"</value></condition></item>
      <item type="register-comment" id="3"><comment>Taille : {{ form_var_taille }}</comment></item>
      <item type="jump" id="4"><status>b</status></item>
      <item type="register-comment" id="5"><comment>Jamais</comment></item>
    </items></status>
    <status><id>b</id><name>À traiter</name><items>
      <item type="displaymsg" id="1"><message>Nous regardons, {{ form_tracking_code }}.</message><to><item>_submitter</item></to></item>
      <item type="form" id="2"><by><item>_receiver</item></by><varname>refus</varname>
        <hide_submit_button>True</hide_submit_button><formdef><fields>
        <field><id>1</id><type>text</type><label>Motif</label><varname>motif</varname><required>True</required></field>
      </fields></formdef></item>
      <item type="choice" id="3"><label>Refuser</label><by><item>_receiver</item></by><status>d</status>
        <require_confirmation>True</require_confirmation></item>
      <item type="choice" id="4"><label>Prêter</label><by><item>_receiver</item></by><status>c</status></item>
      <item type="jump" id="5"><status>c</status><timeout>{{ form_option_patience }} jours</timeout></item>
      <item type="geolocate" id="6"/>
    </items></status>
    <status><id>c</id><name>Prêté</name><items/></status>
    <status><id>d</id><name>Refusé</name><items>
      <item type="sendmail" id="1"><to><item>{{ form_var_courriel }}</item></to><subject>Non</subject>
        <body>{% if refus_var_motif %}Parce que {{ refus_var_motif }}.{% endif %}</body></item>
    </items></status>
    <status><id>e</id><name>Perdu</name><items/></status>
  </possible_status>
  <variables><formdef><fields>
    <field><id>1</id><type>string</type><label>Caution</label><varname>caution</varname></field>
    <field><id>2</id><type>bool</type><label>Payant</label><varname>payant</varname></field>
    <field><id>3</id><type>string</type><label>Patience</label><varname>patience</varname></field>
  </fields></formdef></variables>
</workflow>"""

LIST = """<datasource id="1"><name>Tailles</name><slug>tailles</slug><data_source><type>jsonvalue</type>
<value>[{"id": "s", "text": "Petite"}, {"id": "l", "text": "Grande"}]</value></data_source></datasource>"""

MAIL = """<mail-template id="1"><name>Reçu</name><slug>recu</slug><subject>Reçu : {{ form_name }}</subject>
<body>Bonjour,

{% if form_var_taille_raw == "l" %}
Un grand vélo.
{% endif %}

{% if form_details %}Détail : {{ form_details }}{% endif %}

À {{ commune_name }}</body></mail-template>"""


def lay_out(folder: Path) -> Path:
    """Write the definitions to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("velo.wcs", FORM), ("pret.wcs", WORKFLOW), ("tailles.wcs", LIST), ("recu.wcs", MAIL)):
        (folder / name).write_text(text)
    (folder / "LISEZMOI.txt").write_text("Rien à lire ici.")
    return folder
