package cue

// concept is a meaning that phrases of many languages name.
type concept uint8

// The concepts of the cue grammars.
const (
	show concept = iota
	reasoning
	stepwise
	before
	finalAnswer
	place
	whole
	reflect
	generate
	tasks
	training
	diverse
	harder
	rewrite
	givenPrompt
	bothSides
	assistant
	grade
	answer
	scale
	reference
	impartial
	verdict
	pair
	better
	compare
	preference
	tie
	clean
	filler
	keep
	policy
	avoid
	safeVersion
	tool
	callForm
	trajectory
	simulate
	translate
	extract
	composition
	science
	harm
	concepts // how many there are
)

// phrases lists the phrases of every concept, between commas: English,
// Chinese, Spanish, French, German, Russian, Japanese, Portuguese, Korean,
// Arabic. A phrase that means something else in another of these languages is
// left out; case and punctuation do not matter.
var phrases = [concepts]string{
	show: `show,explain,write out,write down,lay out,spell out,walk me through,include,give me,provide,present,
		展示,写出,给出,解释,说明,列出,muestra,muestre,mostrar,explica,explique,explicar,incluye,montre,montrez,expliquez,expose,
		zeige,zeig,erkläre,erläutere,schreibe auf,покажи,покажите,объясни,объясните,приведи,приведите,распиши,
		示して,見せて,説明して,書いて,書き出して,mostre,explicar,inclua,보여,설명해,설명하,제시,적어,اشرح,أظهر,اعرض,وضح,بين`,
	reasoning: `reasoning,your thinking,thinking process,thought process,thinking trace,reasoning trace,reasoning process,chain of thought,
		chains of thought,rationale,train of thought,your thoughts,thought,thinking,solution trace,cot,
		推理,推理过程,思考过程,思维链,思路,推导过程,思考,razonamiento,proceso de pensamiento,cadena de pensamiento,
		raisonnement,processus de réflexion,chaîne de pensée,gedankengang,gedankengänge,denkprozess,begründung,gedankenkette,
		рассуждения,рассуждение,рассуждений,рассуждать,ход мыслей,цепочку рассуждений,цепочка рассуждений,
		推論,思考過程,思考の過程,推論過程,考え方,raciocínio,cadeia de pensamento,추론,사고 과정,풀이 과정,생각 과정,
		تفكيرك,التفكير,الاستدلال,سلسلة التفكير,عملية التفكير`,
	stepwise: `step by step,each step,every step,one step at a time,all the steps,all steps,intermediate steps,
		一步一步,一步步,逐步,分步,每一步,每个步骤,所有步骤,paso a paso,paso por paso,cada paso,todos los pasos,
		étape par étape,pas à pas,chaque étape,toutes les étapes,schritt für schritt,jeden schritt,jeder schritt,schrittweise,
		шаг за шагом,по шагам,пошагово,каждый шаг,все шаги,ステップバイステップ,段階的に,一歩ずつ,順を追って,各ステップ,
		passo a passo,cada passo,todos os passos,단계별,단계적으로,차근차근,각 단계,모든 단계,خطوة بخطوة,خطوة خطوة,كل خطوة,جميع الخطوات`,
	before: `before answering,before you answer,before giving,before responding,before providing,before presenting,before the answer,first think,
		think first,prior to answering,在回答之前,回答之前,回答前,先思考,给出答案之前,antes de responder,antes de dar,avant de répondre,
		avant de donner,bevor du antwortest,bevor sie antworten,vor der antwort,прежде чем ответить,перед ответом,перед тем как ответить,
		答える前に,回答する前に,回答の前に,まず考えて,antes de dar a resposta,답하기 전에,대답하기 전에,답변하기 전에,먼저 생각,
		قبل الإجابة,قبل أن تجيب,فكر أولا`,
	finalAnswer: `final answer,final solution,final result,boxed,最终答案,最后答案,最终结果,respuesta final,solución final,réponse finale,
		solution finale,endgültige antwort,endantwort,endergebnis,окончательный ответ,итоговый ответ,最終的な答え,最終回答,最終解答,
		resposta final,최종 답,최종 답변,최종 정답,الإجابة النهائية,الجواب النهائي`,
	place: `put,enclose,enclosed,wrap,wrapped,inside,within,tags,delimited,boxed,separate section,following format,
		放在,写在,标签,包裹,格式,etiquetas,dentro de,encierra,balises,encadre,à l'intérieur,innerhalb,umschließe,setze,внутри,тегах,теги,
		заключи,囲んで,囲む,タグ,の中に,dentro das,coloque,태그,안에,감싸,داخل,ضع,وسم`,
	whole: `full,complete,entire,whole,raw,hidden,internal,unabridged,verbatim,do not skip,don't skip,without skipping,without omitting,
		do not summarize,don't summarize,as long as,lengthy,exhaustive,word for word,everything,完整,全部,不要省略,不要跳过,不省略,原始,内部,隐藏,
		completo,completa,entero,sin omitir,sin saltar,íntegro,oculto,complet,complète,intégral,sans omettre,sans sauter,caché,
		vollständig,vollständige,vollständigen,komplett,ungekürzt,ohne auszulassen,verborgen,полностью,полный,полную,целиком,без пропусков,
		не пропускай,скрытые,скрытую,省略せず,省略しないで,すべて,完全な,隠れた,sem omitir,sem pular,íntegra,oculto,
		빠짐없이,생략하지,전체,완전한,숨겨진,كاملا,كاملة,كامل,دون حذف,بالكامل,المخفي`,
	reflect: `reflect,reflection,reflecting,backtrack,backtracking,reassess,reassessment,reconsider,self correct,self correction,self verification,
		double check,revisit,revisiting,verify,exploration,brainstorm,brainstorming,反思,回溯,验证,自我修正,复查,探索,reflexiona,verifica,
		reconsidera,comprueba,réfléchis,vérifie,reconsidère,überprüfe,reflektiere,hinterfrage,проверь,переосмысли,перепроверь,
		検証,振り返り,見直し,自己修正,verifique,reflita,reconsidere,검증,재검토,되돌아,자기 수정,تحقق,راجع,أعد النظر`,
	generate: `generate,create,come up with,write,produce,compose,make up,invent,construct,design,synthesize,draft,devise,
		生成,编写,创建,提出,构造,设计,撰写,编造,写,创作,genera,generar,genere,crea,crear,cree,inventa,escribe,escribir,redacta,
		génère,générez,générer,crée,créez,créer,rédige,rédigez,invente,écris,écrivez,erzeuge,erstelle,generiere,entwirf,verfasse,schreibe,schreib,
		сгенерируй,сгенерируйте,создай,создайте,придумай,придумайте,составь,составьте,напиши,напишите,生成して,作成して,作って,考えて,書いて,生成,作成,
		gere,gerar,crie,criar,elabore,escreva,redija,생성,작성,만들어,만들어라,지어,써줘,써 주,أنشئ,اكتب,ولد,صمم,ابتكر`,
	tasks: `instructions,instruction,tasks,prompts,questions,question answer pairs,qa pairs,dialogues,conversations,problems,training examples,samples,
		user queries,queries,conversation,dialogue,prompt,task instructions,exercises,
		指令,任务,提示词,问题,问答对,对话,样本,题目,instrucciones,tareas,preguntas,problemas,ejemplos,diálogos,
		tâches,consignes,problèmes,exercices,dialogues,anweisungen,aufgaben,fragen,beispiele,dialoge,
		инструкции,инструкций,задания,заданий,задачи,вопросы,вопросов,примеры,примеров,диалоги,диалогов,指示,タスク,質問,問題,対話,
		instruções,tarefas,perguntas,exemplos,지시문,지시,과제,질문,문제,대화,تعليمات,مهام,أسئلة,مسائل,محادثات`,
	training: `training data,training set,training examples,training sample,dataset,data set,datasets,fine tuning,fine tune,finetune,finetuning,instruction tuning,
		language model,language models,llm,llms,gpt,student model,reward model,sft,rlhf,distillation,distill,synthetic data,
		训练数据,训练集,数据集,微调,语言模型,大模型,学生模型,奖励模型,蒸馏,datos de entrenamiento,conjunto de datos,modelo de lenguaje,
		modelos de lenguaje,données d'entraînement,jeu de données,modèle de langage,modèles de langage,trainingsdaten,datensatz,sprachmodell,sprachmodelle,
		обучающие данные,обучающих данных,датасет,датасета,языковая модель,языковой модели,языковую модель,дообучения,
		学習データ,訓練データ,データセット,言語モデル,ファインチューニング,dados de treinamento,conjunto de dados,modelo de linguagem,
		학습 데이터,훈련 데이터,데이터셋,언어 모델,파인튜닝,미세 조정,بيانات التدريب,مجموعة بيانات,نموذج لغوي,نماذج لغوية`,
	diverse: `diverse,diversity,variety,varied,do not repeat,don't repeat,without repeating,avoid repeating,avoid repetition,distinct,
		no duplicates,different topics,wide range,不重复,不要重复,多样,多样性,多样化,各不相同,diversos,diversas,diversidad,variados,variadas,sin repetir,
		variés,variées,diversité,diversifiés,sans répéter,vielfältig,vielfältige,abwechslungsreich,abwechslungsreiche,verschiedene,unterschiedliche,ohne wiederholung,
		разнообразные,разнообразных,разнообразие,не повторяй,не повторяйся,без повторов,多様,多様な,多様性,重複しない,重複なし,
		diversidade,variadas,sem repetir,다양,다양한,다양성,중복되지,반복하지,متنوعة,متنوعا,تنوع,دون تكرار`,
	harder: `harder,more complex,more complicated,more difficult,more challenging,increase the difficulty,raise the difficulty,additional constraint,
		add constraints,add one more constraint,more constraints,more reasoning,multi step reasoning,deepen,更难,更复杂,更有挑战,增加难度,提高难度,增加约束,
		más difícil,más difíciles,más complejo,más complejos,más compleja,plus difficile,plus difficiles,plus complexe,plus complexes,
		schwieriger,schwerere,komplexer,komplexere,anspruchsvoller,сложнее,усложни,усложните,более сложный,более сложные,более сложную,
		より難しい,より難しく,より複雑,難易度を上げ,mais difícil,mais difíceis,mais complexo,mais complexa,더 어려운,더 어렵게,더 복잡한,난이도를 높,
		أصعب,أكثر صعوبة,أكثر تعقيدا`,
	rewrite: `rewrite,rewriting,rewritten,rephrase,rephrased,reword,reformulate,revise,paraphrase,evolve,改写,重写,改述,转述,演化,
		reescribe,reescribir,reescriba,reformula,reformular,réécris,réécrivez,réécrire,reformulez,reformuler,
		umformulieren,formuliere um,umschreiben,schreibe um,перепиши,перепишите,перефразируй,переформулируй,переформулируйте,
		書き換え,書き直し,言い換え,reescreva,reformule,다시 써,바꿔 써,재작성,고쳐 써,أعد صياغة,أعد كتابة,إعادة صياغة`,
	givenPrompt: `given prompt,new prompt,created prompt,original prompt,rewritten prompt,the prompt,this prompt,given instruction,new instruction,
		the instruction,this instruction,given question,original question,给定的指令,给定指令,新指令,原始指令,这个指令,给定的提示,原问题,
		la instrucción,nueva instrucción,l'instruction,nouvelle instruction,la consigne,die anweisung,neue anweisung,инструкцию,исходный запрос,новый запрос,
		与えられた指示,新しい指示,元の指示,a instrução,nova instrução,주어진 지시,새로운 지시,원래 지시,التعليمة,الأمر المعطى`,
	bothSides: `human and ai,human and an ai,user and assistant,user and an assistant,user and an ai,person and an ai,human and assistant,human and the ai,
		between a user,between a human,both sides,用户和助手,人类和ai,人类与ai,用户与助手,entre un usuario,entre un humano,entre un utilisateur,entre un humain,
		zwischen einem nutzer,zwischen einem menschen,между пользователем,между человеком,ユーザーとアシスタント,人間とai,entre um usuário,entre um humano,
		사용자와 어시스턴트,사람과 ai,بين مستخدم,بين إنسان`,
	assistant: `assistant,chatbot,transcript,助手,聊天机器人,asistente,assistente,assistent,ассистент,ассистентом,アシスタント,어시스턴트,مساعد`,
	grade: `grade,grading,score,scores,rate,rating,evaluate,evaluating,evaluation,assess,assessing,judge,judging,grader,evaluator,
		评分,打分,评价,评估,评判,判分,califica,calificar,puntúa,puntuar,evalúa,evaluar,evalúe,évalue,évaluez,évaluer,juge,attribue une note,
		bewerte,bewerten,beurteile,beurteilen,benote,оцени,оцените,оценить,оценивай,採点,評価,評価して,avalie,avaliar,pontue,
		평가,채점,점수를 매겨,قيم,قيّم,تقييم,قم بتقييم`,
	answer: `response,responses,the answer,answers,student's answer,solution,solutions,attempt,output,outputs,completion,completions,
		回答,答案,回复,解答,输出,respuesta,respuestas,solución,réponse,réponses,antwort,antworten,lösung,ответ,ответа,ответы,решение,решения,
		答え,応答,出力,resposta,respostas,solução,답변,응답,정답,풀이,الإجابة,إجابة,إجابات,الرد`,
	scale: `scale of,on a scale,scale from,from 1 to,from 0 to,out of 10,out of 5,out of 100,rubric,criteria,criterion,points,difficulty level,
		满分,评分标准,评价标准,标准,到10分,到5分,escala,rúbrica,criterios,échelle,critères,barème,skala,kriterien,punkte,punktzahl,
		шкале,критерии,критериям,баллов,段階,基準,点満点,critérios,pontos,척도,기준,점 만점,مقياس,معايير,من 10`,
	reference: `reference answer,reference solution,ground truth,correct answer,gold answer,gold standard,standard answer,model answer,reference response,
		true answer,参考答案,标准答案,正确答案,respuesta de referencia,respuesta correcta,réponse de référence,bonne réponse,
		referenzantwort,referenzlösung,musterlösung,richtige antwort,эталонный ответ,эталонным ответом,правильный ответ,правильным ответом,
		模範解答,参照解答,正解,resposta de referência,resposta correta,모범 답안,기준 답안,الإجابة الصحيحة,الإجابة المرجعية`,
	impartial: `impartial,objective,objectively,unbiased,fair,strict,公正,客观,严格,imparcial,objetivo,impartial,objectif,unparteiisch,objektiv,neutral,
		беспристрастно,беспристрастный,объективно,объективный,公平,客観的,imparcialmente,공정,객관적,محايد,موضوعي`,
	verdict: `final verdict,your verdict,only the number,only a number,single number,only the score,only output,output only,yes or no,
		correct or incorrect,strictly following this format,只输出,仅输出,是或否,solo el número,solo la puntuación,uniquement le score,
		nur die zahl,nur die punktzahl,только число,только оценку,数字のみ,点数のみ,apenas o número,apenas a nota,숫자만,점수만,الرقم فقط,الدرجة فقط`,
	pair: `response a,response b,answer a,answer b,assistant a,assistant b,response 1,response 2,answer 1,answer 2,assistant 1,assistant 2,
		first response,second response,two responses,both responses,two answers,both answers,two assistants,two ai assistants,two ai,which response,which answer,
		which assistant,回答a,回答b,回答一,回答二,两个回答,两个答案,哪个回答,respuesta a,respuesta b,dos respuestas,ambas respuestas,qué respuesta,
		réponse a,réponse b,deux réponses,quelle réponse,antwort a,antwort b,zwei antworten,beiden antworten,welche antwort,
		ответ а,ответ б,ответ a,ответ b,два ответа,двух ответов,какой ответ,回答a,二つの回答,2つの回答,どちらの回答,
		resposta a,resposta b,duas respostas,qual resposta,답변 a,답변 b,두 답변,두 개의 답변,어느 답변,إجابتين,الإجابتين,أي إجابة,الإجابة أ`,
	better: `better,best,prefer,preferred,worse,superior,winner,更好,较好,更优,胜出,mejor,peor,prefieres,meilleure,meilleur,préfères,besser,bessere,
		bevorzugst,лучше,хуже,лучший,предпочтительнее,より良い,優れて,良いか,melhor,pior,prefere,더 나은,더 좋은,우수한,أفضل,أسوأ`,
	compare: `compare,comparing,comparison,choose,pick,select,rank,ranking,比较,对比,选择,排序,compara,comparar,elige,clasifica,comparez,comparer,choisis,
		vergleiche,vergleichen,wähle,сравни,сравните,выбери,比較,比べ,選んで,escolha,비교,선택,골라,قارن,اختر`,
	preference: `preference,preferences,preference data,preference pair,preference pairs,chosen and rejected,rejected,dpo,偏好,被拒绝,preferencia,preferencias,
		préférence,préférences,präferenz,präferenzen,предпочтения,предпочтений,選好,嗜好,preferência,preferências,선호,선호도,تفضيل,تفضيلات`,
	tie: `tie,equally good,平局,一样好,empate,égalité,unentschieden,ничья,引き分け,同等,무승부,تعادل`,
	clean: `clean,clean up,cleaned,polish,condense,shorten,compress,summarize,summarise,reformat,restructure,tidy,rewrite,distill,reconstruct,
		清理,清洗,改写,润色,压缩,精简,整理,重写,limpia,condensa,reescribe,resume el,nettoie,condense,réécris,résume,
		bereinige,überarbeite,kürze,fasse,очисти,перепиши,сократи,сожми,整形,書き直,要約,整理して,limpe,reescreva,resuma,
		정리,다듬,요약,압축,نظف,نقح,لخص,أعد كتابة`,
	filler: `redundant,redundancy,repetition,repetitions,repetitive,filler,hesitation,hesitations,dead ends,false starts,self talk,冗余,重复,口头语,
		redundancias,repeticiones,redondances,répétitions,redundanzen,wiederholungen,überflüssiges,повторы,лишнее,избыточность,冗長,繰り返し,
		redundâncias,repetições,중복,군더더기,반복,التكرار,الحشو`,
	keep: `keep,preserve,preserving,retain,without changing,do not change,don't change,unchanged,保留,保持,不改变,不要改变,conserva,mantén,sin cambiar,
		conserve,sans changer,sans modifier,behalte,beibehalten,ohne zu ändern,сохрани,сохраняя,не меняя,保ち,保持し,変えず,mantenha,sem alterar,
		유지,보존,바꾸지,حافظ,دون تغيير`,
	policy: `sensitive,censorship,censored,censor,content policy,policies,safety guidelines,usage policy,refusal,refusals,refuse,policy violation,
		politically sensitive,harmful,controversial,敏感,审查,违规,政策,合规,政治敏感,拒绝回答,sensible,sensibles,censura,directrices,políticamente,
		censure,directives,heikel,heikle,zensur,richtlinien,sensibel,чувствительные,чувствительный,цензура,цензуры,политически,запрещенные,
		センシティブ,検閲,規約,機微,敏感な,sensível,sensíveis,diretrizes,검열,민감,민감한,정책,حساس,حساسة,رقابة,الرقابة,سياسة`,
	avoid: `avoid,avoiding,evade,deflect,redirect,steer,decline,without mentioning,do not mention,don't mention,instead of refusing,避免,回避,不提,不提及,绕开,
		引导,evita,evitar,sin mencionar,évite,évitez,éviter,sans mentionner,vermeide,vermeiden,ohne zu erwähnen,umgehe,избегай,избегать,не упоминая,обойди,
		避けて,避け,触れずに,evite,sem mencionar,피하,피해,언급하지,تجنب,دون ذكر`,
	safeVersion: `safe version,safe alternative,safe alternatives,safer version,policy compliant,policy safe,compliant version,compliant answer,censorship safe,
		安全版本,合规版本,合规回答,安全的替代,versión segura,alternativa segura,version sûre,alternative sûre,sichere version,richtlinienkonform,
		безопасная версия,безопасную версию,безопасную альтернативу,安全な代替,安全な表現に,versão segura,alternativa segura,안전한 버전,안전한 대안,
		نسخة آمنة,بديل آمن`,
	tool: `tool,tools,function call,function calls,function calling,tool call,tool calls,tool use,available functions,工具,函数调用,工具调用,herramienta,herramientas,
		llamada a funciones,outil,outils,appel de fonction,appels de fonction,werkzeug,werkzeuge,funktionsaufruf,funktionsaufrufe,инструмент,инструменты,
		инструментов,вызов функции,вызовы функций,ツール,関数呼び出し,ferramenta,ferramentas,chamada de função,도구,함수 호출,أداة,أدوات,الأدوات,استدعاء الدوال`,
	callForm: `arguments,parameters,argument,parameter,schema,json,参数,argumentos,parámetros,paramètres,parameter,argumente,аргументы,параметры,аргументами,
		引数,パラメータ,parâmetros,매개변수,인자,معاملات,وسائط`,
	trajectory: `trajectory,trajectories,action and observation,observation,observations,thought action,multi step,multi turn,sequence of actions,
		轨迹,观察,多步,动作序列,trayectoria,trayectorias,observación,trajectoire,trajectoires,trajektorie,trajektorien,beobachtung,
		траектория,траекторию,траектории,наблюдение,軌跡,観察,trajetória,trajetórias,observação,궤적,관찰,مسار,مسارات,ملاحظة`,
	simulate: `simulate,simulating,simulated,pretend,imagine,mock,模拟,假装,simular,imagina,simule,simulez,imagine,simuliere,stell dir vor,
		симулируй,смоделируй,представь,シミュレート,模擬,imagine que,시뮬레이션,가상의,حاكي,تخيل`,
	translate: `translate,translated,translation,翻译,译成,traduce,traduzca,traducir,traducción,traduis,traduisez,traduire,traduction,
		übersetze,übersetzen,übersetzung,переведи,переведите,перевод,перевести,翻訳,訳して,traduza,traduzir,tradução,번역,ترجم,ترجمة`,
	extract: `extract,extracting,named entities,key information,提取,抽取,extrae,extraer,extraiga,extrais,extrayez,extraire,extrahiere,extrahieren,
		извлеки,извлеките,извлечь,抽出,extraia,extrair,추출,استخرج`,
	composition: `essay,story,poem,poetry,novel,blog post,article,song,lyrics,screenplay,letter,speech,haiku,limerick,short story,
		文章,故事,诗,小说,作文,歌词,演讲稿,一封信,ensayo,cuento,poema,historia,novela,artículo,carta,essai,histoire,poème,roman,lettre,
		aufsatz,geschichte,gedicht,artikel,rede,эссе,рассказ,стихотворение,роман,статью,письмо,物語,詩,小説,エッセイ,作文,手紙,記事,
		redação,conto,artigo,carta,이야기,시를,소설,에세이,편지,기사,قصة,قصيدة,مقال,رواية,رسالة`,
	science: `physics,chemistry,biology,quantum,molecule,molecules,molecular,enzyme,enzymes,protein,proteins,electron,electrons,photon,photons,
		thermodynamic,thermodynamics,wavelength,genome,chromosome,chromosomes,isotope,hamiltonian,magnetic field,electric field,reagent,titration,
		mitochondria,galaxy,neutron,物理,化学,生物学,量子,分子,蛋白质,电子,física,química,biología,cuántica,molécula,proteína,electrones,
		physique,chimie,biologie,quantique,protéine,électrons,physik,chemie,molekül,quantenmechanik,физика,физике,химия,химии,биология,молекула,молекулы,белок,
		квантовая,物理学,生物,タンパク質,電子,biologia,quântica,proteína,물리,화학,생물학,분자,단백질,전자,فيزياء,كيمياء,أحياء,جزيء,بروتين`,
	harm: `bomb,explosive,explosives,malware,ransomware,phishing,nerve agent,meth,hitman,bioweapon,炸弹,炸药,恶意软件,毒品,bomba,explosivos,drogas,
		bombe,explosifs,sprengstoff,schadsoftware,бомбу,взрывчатку,наркотики,爆弾,爆薬,麻薬,폭탄,폭발물,마약,악성코드,قنبلة,متفجرات,مخدرات`,
}
