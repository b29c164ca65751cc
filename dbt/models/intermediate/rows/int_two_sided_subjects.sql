-- One row per label of a pane of a two-sided statement, printed or lost, with what it names and the row that it adds up to.
with labels as (
    select * from {{ ref('int_printed_labels') }}
    where family = 'two_sided'
    union all
    select
        {{ place_key(row_key('table_id', 'sort_key'), 'pane') }} as line_id,
        {{ row_key('table_id', 'sort_key') }} as row_id,
        table_id,
        document_id,
        statement_code,
        'two_sided' as family,
        cast(null as integer) as row_number,
        sort_key,
        '' as unit_run,
        pane,
        side,
        classification,
        label,
        cast(null as string) as printed_text,
        true as is_lost,
        false as is_repeat,
        source_line,
        source_page
    from {{ ref('int_lost_labels') }}
),

line_codes as (
    select
        line_id,
        max(clean_text) as subject_code
    from {{ ref('int_statement_cells') }}
    where {{ is_code_role('role') }} and fits and not is_total_label and length(clean_text) > 2
    group by line_id
),

labelled as (
    select
        labels.*,
        named.subject_name as known_name,
        named.classification as known_classification,
        named.fund_code,
        named.rule_id,
        named.parent_label,
        named.parent_of_functions,
        coalesce(class_names.subject_code, line_codes.subject_code) as subject_code
    from labels
    inner join {{ ref('int_table_years') }} as years on labels.table_id = years.table_id
    left join
        {{ ref('named_subjects') }} as named
        on labels.statement_code = named.statement_code and labels.side = named.side and labels.label = named.label
    left join
        {{ ref('int_reference_subjects') }} as class_names
        on
            named.label is null
            and class_names.subject_level = 'class'
            and labels.classification = class_names.classification
            and labels.label = class_names.name_key
            and years.fiscal_year between coalesce(class_names.valid_from_year, 0)
            and coalesce(class_names.valid_to_year, 9999)
    left join line_codes on labels.line_id = line_codes.line_id and named.label is null
),

-- The first row of a pane under each label, and the row that the functional classes add up to.
parents as (
    select
        labelled.*,
        row_number() over (partition by table_id, pane, label order by sort_key) as number,
        row_number() over (partition by table_id, pane, parent_of_functions order by sort_key) as number_of_functions
    from labelled
)

select
    labelled.line_id as subject_row_id,
    labelled.line_id,
    labelled.row_id,
    labelled.table_id,
    labelled.document_id,
    labelled.statement_code,
    labelled.row_number,
    labelled.pane,
    cast(null as integer) as subject_col,
    coalesce(labelled.known_classification, labelled.classification, 'revenue') as classification,
    case
        when labelled.subject_code is null or length(labelled.subject_code) > 5 then 'item'
        when length(labelled.subject_code) = 5 then 'section'
        else 'class'
    end as subject_level,
    labelled.subject_code,
    coalesce(labelled.known_name, labelled.label) as name_key,
    labelled.printed_text as printed_name,
    case
        when labelled.known_name is null then function_parents.line_id
        else parents.line_id
    end as parent_id,
    labelled.line_id as tree_id,
    labelled.known_name is not null and labelled.parent_label is null as is_total,
    false as is_further_total,
    false as is_detail,
    false as is_level_changed,
    cast(null as string) as printed_level,
    labelled.is_lost,
    labelled.is_repeat,
    labelled.fund_code,
    labelled.rule_id as tree_rule_id,
    labelled.source_line,
    labelled.source_page
from labelled
left join
    parents
    on
        labelled.table_id = parents.table_id
        and labelled.pane = parents.pane
        and labelled.parent_label = parents.label
        and parents.number = 1
left join
    parents as function_parents
    on
        labelled.table_id = function_parents.table_id
        and labelled.pane = function_parents.pane
        and function_parents.parent_of_functions
        and function_parents.number_of_functions = 1
