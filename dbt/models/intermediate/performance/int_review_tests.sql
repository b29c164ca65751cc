-- The scores of a review form: the criteria add up to the total, which is 100 at most, and none is above its maximum.
with totals as (
    select
        form_id,
        document_id,
        max(max_score) as max_score,
        max(self_score) as self_score,
        max(review_score) as review_score,
        max(source_page) as source_page,
        max(source_line) as source_line
    from {{ ref('stg_reviews') }}
    where criterion = '总分'
    group by form_id, document_id
),

sums as (
    select
        form_id,
        sum(max_score) as max_score,
        sum(self_score) as self_score,
        sum(review_score) as review_score,
        sum(case when max_score is null then 1 else 0 end) as without_max,
        sum(case when self_score is null then 1 else 0 end) as without_self,
        sum(case when review_score is null then 1 else 0 end) as without_review
    from {{ ref('stg_reviews') }}
    where criterion <> '总分'
    group by form_id
),

compared as (
    select
        totals.document_id,
        totals.form_id || ':max_score' as place,
        'review_max_scores' as text_id,
        sums.max_score as sum_score,
        totals.max_score as total_score,
        sums.max_score = 100 and totals.max_score = 100 as is_passed,
        totals.source_page,
        totals.source_line
    from totals
    inner join sums on totals.form_id = sums.form_id
    where totals.max_score is not null and sums.without_max = 0
    union all
    select
        totals.document_id,
        totals.form_id || ':self_score' as place,
        'review_self_scores' as text_id,
        sums.self_score as sum_score,
        totals.self_score as total_score,
        sums.self_score = totals.self_score as is_passed,
        totals.source_page,
        totals.source_line
    from totals
    inner join sums on totals.form_id = sums.form_id
    where totals.self_score is not null and sums.without_self = 0
    union all
    select
        totals.document_id,
        totals.form_id || ':review_score' as place,
        'review_review_scores' as text_id,
        sums.review_score as sum_score,
        totals.review_score as total_score,
        sums.review_score = totals.review_score as is_passed,
        totals.source_page,
        totals.source_line
    from totals
    inner join sums on totals.form_id = sums.form_id
    where totals.review_score is not null and sums.without_review = 0
),

criteria as (
    select
        reviews.document_id,
        reviews.criterion,
        greatest(coalesce(reviews.self_score, 0), coalesce(reviews.review_score, 0)) as score,
        reviews.max_score,
        reviews.source_page,
        reviews.source_line
    from {{ ref('stg_reviews') }} as reviews
    where
        reviews.criterion is not null
        and reviews.max_score is not null
        and coalesce(reviews.self_score, reviews.review_score) is not null
)

select
    compared.document_id,
    texts.rule_id,
    texts.status,
    compared.place,
    cast(null as string) as project_name,
    documents.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    compared.is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'sum': plain_number('compared.sum_score'),
        'total': plain_number('compared.total_score'),
    }) }} as message,
    compared.source_page,
    compared.source_line
from compared
inner join {{ ref('stg_documents') }} as documents on compared.document_id = documents.document_id
left join {{ ref('finding_texts') }} as texts on compared.text_id = texts.text_id
union all
select
    criteria.document_id,
    texts.rule_id,
    texts.status,
    cast(coalesce(criteria.source_page, 0) as string) || ':' || cast(criteria.source_line as string) as place,
    cast(null as string) as project_name,
    documents.fiscal_year,
    cast(null as decimal(20, 2)) as expected_yuan,
    cast(null as decimal(20, 2)) as printed_yuan,
    criteria.score <= criteria.max_score as is_passed,
    'source' as cause,
    {{ filled('texts.text', {
        'criterion': 'criteria.criterion',
        'score': plain_number('criteria.score'),
        'max_score': plain_number('criteria.max_score'),
    }) }} as message,
    criteria.source_page,
    criteria.source_line
from criteria
inner join {{ ref('stg_documents') }} as documents on criteria.document_id = documents.document_id
left join {{ ref('finding_texts') }} as texts on texts.text_id = 'review_score_above_max'
