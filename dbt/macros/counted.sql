{# Whether the rows of a document count: it was not superseded by a later publication. #}
{% macro counts(relation) -%}
    {{ relation }}.document_id not in (
        select superseded.document_id from {{ ref('stg_superseded_documents') }} as superseded
    )
{%- endmacro %}
