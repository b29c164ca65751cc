{#
    Which documents a model speaks of. Staging and what is computed from it hold the documents of this run's batch: new,
    changed, or not yet modelled by this code. What readers get is kept from run to run, document by document.
#}

{# Whether a row belongs to a document of the batch. #}
{% macro in_batch(relation) -%}
    {{ relation }}.document_id in (
        select batch.document_id from {{ ref('stg_documents') }} as batch where batch.is_in_batch
    )
{%- endmacro %}

{# Whether a row belongs to a document of the batch that counts: it was not superseded by a later publication. #}
{% macro counts(relation) -%}
    {{ relation }}.document_id in (
        select batch.document_id from {{ ref('stg_documents') }} as batch
        where batch.is_in_batch and batch.status <> 'superseded'
    )
{%- endmacro %}

{#
    The incremental strategy `by_document`: keeps the rows of documents that are unchanged, forgets those of all others
    (in the batch again, or gone), and adds those of the batch.
#}
{% macro get_incremental_by_document_sql(arguments) -%}
    {%- set documents = api.Relation.create(
        database=this.database, schema='staging', identifier='stg_documents'
    ) -%}
    {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arguments['target_relation'] }}
    where document_id not in (select document_id from {{ documents }} where not is_in_batch);
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }}
    where document_id in (select document_id from {{ documents }} where is_in_batch)
{%- endmacro %}

{# A document counts as modelled again only when what came of it is published. #}
{% macro forget_modelled() -%}
    delete from {{ source('raw', 'modelled') }}
    where document_id not in (select document_id from {{ this }} where not is_in_batch)
{%- endmacro %}
