{{ config(materialized='incremental') }}

-- The grade follows from the total score: 优 from 90, 良 from 80, 中 from 60, else 差.
with totals as (
    select
        form_id,
        sum(coalesce(review_score, self_score)) as score,
        sum(max_score) as max_score
    from {{ ref('stg_reviews') }}
    where criterion <> '总分'
    group by form_id
)

select
    reviews.document_id,
    reviews.form_id,
    reviews.section,
    reviews.subsection,
    reviews.criterion,
    cast(reviews.max_score as decimal(9, 2)) as max_score,
    cast(reviews.self_score as decimal(9, 2)) as self_score,
    cast(reviews.review_score as decimal(9, 2)) as review_score,
    case
        when totals.score >= 90 then '优'
        when totals.score >= 80 then '良'
        when totals.score >= 60 then '中'
        else '差'
    end as grade,
    cast(reviews.source_line as integer) as source_line,
    cast(reviews.source_page as integer) as source_page
from {{ ref('stg_reviews') }} as reviews
inner join totals on reviews.form_id = totals.form_id
where reviews.criterion <> '总分'
