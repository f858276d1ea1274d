import { defineTexts } from '../../texts/texts';

export const texts = defineTexts(
  {
    about: '您的角色、密码、会话和 API 密钥。',
    username: '用户名',
    name: '姓名',
    role: '角色',
    password: '密码',
    passwordChanged: '密码已修改，其他会话已结束',
    endOthers: '结束其他所有会话',
    endedOthers: (count: number) => `已结束 ${count} 个会话`,
    keys: '我的 API 密钥',
    sessions: '我的会话',
  },
  {
    about: 'Your role, password, sessions and API keys.',
    username: 'Username',
    name: 'Name',
    role: 'Role',
    password: 'Password',
    passwordChanged: 'The password is changed; your other sessions are over',
    endOthers: 'End all others',
    endedOthers: (count) => (count === 1 ? 'One session was ended' : `${count} sessions were ended`),
    keys: 'My API keys',
    sessions: 'My sessions',
  },
);
