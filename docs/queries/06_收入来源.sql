-- 部门的钱从哪里来？
-- Where does the money come from?
select department_name as 部门, fiscal_year as 年度, revenue_source as 来源, sum(amount_wan) as 万元
from marts.revenue
group by all having sum(amount_wan) <> 0 order by 部门, 年度, 万元 desc, 来源;
